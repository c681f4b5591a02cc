package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;
import org.jspecify.annotations.Nullable;

/** An end that the proxy decided on. */
final class ProxyEnd {
  private ProxyEnd() {}

  static Told told(CloseEvent event, Lang lang) {
    Draft draft = new Draft(lang, Sender.CLIENT);
    ProxyClose ours = event.proxyClose();
    boolean restart = event.kind() == CloseKind.SERVICE_RESTART;
    draft.put("code", restart ? CloseCodes.SERVICE_RESTART : CloseCodes.GOING_AWAY);
    draft.put("how", draft.text(how(ours, draft)));
    String note = note(event, ours, draft);
    return new Told(draft.text(what(ours)), note, note, draft.text(step(ours)));
  }

  private static Phrase how(@Nullable ProxyClose ours, Draft draft) {
    if (ours == null || (!ours.toClient() && !ours.toService())) {
      return Phrase.TO_NOBODY;
    }
    if (ours.toClient() && ours.toService()) {
      return Phrase.TO_BOTH;
    }
    draft.putSide("leg", ours.toClient() ? Sender.CLIENT : Sender.SERVICE);
    return Phrase.TO_ONE;
  }

  /** Only whoever got a Close of ours, and could be read, can be said not to have answered it. */
  private static String note(CloseEvent event, @Nullable ProxyClose ours, Draft draft) {
    if (ours == null) {
      return "";
    }
    boolean client =
        ours.toClient()
            && event.clientClose() == null
            && !event.unreadable().contains(Sender.CLIENT);
    boolean service =
        ours.toService()
            && event.serviceClose() == null
            && !event.unreadable().contains(Sender.SERVICE);
    if (client && service) {
      return draft.text(Phrase.NOTE_NO_ANSWERS);
    }
    if (!client && !service) {
      return "";
    }
    draft.putSide("leg", client ? Sender.CLIENT : Sender.SERVICE);
    return draft.text(Phrase.NOTE_NO_ANSWER_OF);
  }

  private static Phrase what(@Nullable ProxyClose ours) {
    if (ours == null) {
      return Phrase.PROXY_OTHER;
    }
    return switch (ours.reason()) {
      case DRAIN -> Phrase.PROXY_DRAIN;
      case IDLE -> Phrase.PROXY_IDLE;
      case LIMIT -> Phrase.PROXY_LIMIT;
      case HALF_CLOSE -> Phrase.PROXY_HALF_CLOSE;
      case ADMIN -> Phrase.PROXY_ADMIN;
    };
  }

  private static Phrase step(@Nullable ProxyClose ours) {
    if (ours == null) {
      return Phrase.DO_NOTHING;
    }
    return switch (ours.reason()) {
      case DRAIN -> Phrase.DO_RECONNECT;
      case IDLE -> Phrase.DO_IDLE;
      case LIMIT -> Phrase.DO_LIMIT;
      case HALF_CLOSE, ADMIN -> Phrase.DO_NOTHING;
    };
  }
}
