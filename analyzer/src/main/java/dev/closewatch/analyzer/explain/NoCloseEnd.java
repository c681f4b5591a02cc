package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import org.jspecify.annotations.Nullable;

/**
 * A connection that ended before any Close had come. Of what may have been the cause the sentence
 * names the surest:
 *
 * <pre>
 *   cut within a frame, message or Close: a crash or a lost network
 *     else a broken protocol: somebody may have given up on it
 *     else pings without an answer: the other side was gone before
 *     else a silence as long as a known timer: that timer
 *     else nothing: FIN and RST alone say little
 * </pre>
 */
final class NoCloseEnd {
  /** A single ping may just have been under way, unless nothing more came for so long. */
  private static final long PONG_DUE_NANOS = 5_000_000_000L;

  private final CloseEvent event;
  private final boolean byUs;
  private final Sender side;
  private final Draft draft;
  private String note = "";
  private String shortNote = "";

  NoCloseEnd(CloseEvent event, Lang lang) {
    this.event = event;
    byUs = event.tcpEnd().by() == TcpEndBy.PROXY;
    side = event.tcpEnd().by() == TcpEndBy.SERVICE ? Sender.SERVICE : Sender.CLIENT;
    draft = new Draft(lang, side);
  }

  Told told() {
    if (byUs) {
      return new Told(draft.text(Phrase.ENDED_BY_US), draft.text(Phrase.DO_NOTHING));
    }
    note();
    return detailed(base(), event.abnormal());
  }

  private Phrase base() {
    return switch (event.tcpEnd().how()) {
      case FIN -> Phrase.FIN;
      case RESET -> Phrase.RESET;
      case TIMEOUT -> Phrase.LOST;
    };
  }

  private Told detailed(Phrase base, @Nullable Abnormal abnormal) {
    if (abnormal != null && abnormal.cutIn() != CutIn.NONE) {
      return told(base, cut(abnormal.cutIn()), Phrase.DO_FIND_CRASH);
    }
    ViolationCount violation = Violations.first(event, null);
    if (violation != null) {
      draft.putSide("violator", violation.sender());
      draft.put("violation", violation.violation().label());
      return told(base, Phrase.AFTER_VIOLATION, Phrase.DO_FIX_VIOLATION);
    }
    if (abnormal != null) {
      Phrase pings = pings(abnormal);
      if (pings != null) {
        return told(base, pings, Phrase.DO_FIND_BLOCKED);
      }
      Phrase silence = silence(abnormal);
      if (silence != null) {
        return told(base, silence, Phrase.DO_KEEP_ALIVE);
      }
    }
    String what = draft.text(base);
    return new Told(what, note, shortNote, draft.text(plainStep()));
  }

  private Told told(Phrase base, Phrase detail, Phrase step) {
    String what = draft.text(base) + " " + draft.text(detail);
    return new Told(what, note, shortNote, draft.text(step));
  }

  private Phrase plainStep() {
    boolean isBrowser = side == Sender.CLIENT && event.opening().client().stack().browser();
    return switch (event.tcpEnd().how()) {
      case FIN -> isBrowser ? Phrase.DO_BROWSER_GONE : Phrase.DO_CLOSE_FIRST;
      case RESET -> Phrase.DO_FIND_RESET;
      case TIMEOUT -> Phrase.DO_IF_FREQUENT;
    };
  }

  private static Phrase cut(CutIn cutIn) {
    return switch (cutIn) {
      case MESSAGE -> Phrase.CUT_MESSAGE;
      case CLOSE_FRAME -> Phrase.CUT_CLOSE;
      case FRAME, NONE -> Phrase.CUT_FRAME;
    };
  }

  /** Whoever ended TCP had likely waited for these answers; a lost network leaves both waiting. */
  private @Nullable Phrase pings(Abnormal abnormal) {
    Abnormal.Side own = of(abnormal, side);
    Abnormal.Side others = of(abnormal, side.other());
    if (isLeftAlone(own)) {
      draft.put("number", own.unansweredPings()).putSide("blocked", side.other());
      return Phrase.PINGS;
    }
    if (isLeftAlone(others)) {
      draft.put("number", others.unansweredPings()).putSide("blocked", side);
      return Phrase.PINGS_OF_OTHER;
    }
    return null;
  }

  private static boolean isLeftAlone(Abnormal.Side pinger) {
    return pinger.unansweredPings() > 1
        || (pinger.unansweredPings() == 1 && pinger.idleNanos() >= PONG_DUE_NANOS);
  }

  /** A timer may look at both directions, or at what one side sends. */
  private @Nullable Phrase silence(Abnormal abnormal) {
    if (event.tcpEnd().how() == TcpEndHow.TIMEOUT) {
      return null;
    }
    long own = of(abnormal, side).idleNanos();
    long others = of(abnormal, side.other()).idleNanos();
    if (IdleTimer.near(Math.min(own, others)) > 0) {
      return silence(Math.min(own, others), Phrase.SILENCE);
    }
    if (IdleTimer.near(others) > 0) {
      draft.putSide("quiet", side.other());
      return silence(others, Phrase.SILENCE_OF);
    }
    if (IdleTimer.near(own) > 0) {
      draft.putSide("quiet", side);
      return silence(own, Phrase.SILENCE_OF);
    }
    return null;
  }

  private Phrase silence(long idleNanos, Phrase phrase) {
    draft.putSeconds("number", idleNanos).put("timer", IdleTimer.near(idleNanos));
    return phrase;
  }

  /** What came behind that end, or was lost by it: beside the cause, and never instead of it. */
  private void note() {
    Sender late = event.clientClose() != null ? Sender.CLIENT : Sender.SERVICE;
    WireClose close = event.clientClose() != null ? event.clientClose() : event.serviceClose();
    Abnormal abnormal = event.abnormal();
    long lost = abnormal == null ? 0 : of(abnormal, side.other()).undeliveredBytes();
    if (close != null) {
      draft.putSide("late", late).putSide("seer", late.other()).putAnswer(close);
      note(late.other(), Phrase.NOTE_LATE_SEEN, Phrase.NOTE_LATE);
    } else if (lost > 0) {
      note = draft.put("number", lost).text(Phrase.NOTE_LOST_BYTES);
      shortNote = note;
    } else if (event.proxyClose() != null) {
      note(side.other(), Phrase.NOTE_HALF_OPEN_SEEN, Phrase.NOTE_HALF_OPEN);
    }
  }

  /** The longer one says what an API reports, where that is not the 1006 that is to be expected. */
  private void note(Sender seer, Phrase withSeen, Phrase without) {
    Seen seen = seer == Sender.CLIENT ? event.clientSees() : event.serviceSees();
    boolean isSeen = draft.putSeen(seen) && seen.code() != CloseCodes.ABNORMAL_CLOSURE;
    shortNote = draft.text(without);
    note = isSeen ? draft.text(withSeen) : shortNote;
  }

  private static Abnormal.Side of(Abnormal abnormal, Sender sender) {
    return sender == Sender.CLIENT ? abnormal.client() : abnormal.service();
  }
}
