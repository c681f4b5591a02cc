package dev.closewatch.proxy.report;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.peer.Flag;
import dev.closewatch.analyzer.peer.PeerId;
import dev.closewatch.analyzer.peer.PeerView;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.catalogue.Catalogue;
import dev.closewatch.proxy.catalogue.Entry;
import dev.closewatch.proxy.observe.ObservedClose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One page of Markdown about one peer, to be mailed to whoever runs it: what it did, when, how
 * often, and what to change. Fair in tone, since it may be wrong, and says what is not known.
 *
 * <p>Texts from the wire are cut and made harmless ({@link Markdown}); the page is bounded whatever
 * the peer sent. Reads the catalogue of codes: not for an event loop.
 */
public final class PeerReport {
  private static final int MOST_USER_AGENTS = 5;
  private static final int MOST_ROUTES = 5;
  private static final double NANOS_PER_SECOND = 1e9;

  private PeerReport() {}

  /**
   * Returns the page.
   *
   * @param peer as it is now
   * @param closes its closes, newest first, as many as are at hand
   * @param now wall time, to date the page
   */
  public static String of(PeerView peer, List<ObservedClose> closes, Instant now) {
    Markdown page = new Markdown();
    String name = Markdown.untrusted(peer.id().name());
    page.title("WebSocket connections of " + name);
    page.paragraph(introduction(peer, now));
    page.section("Who").table(who(peer, closes));
    List<CloseEvent> examples = Examples.of(peer.id(), peer.flags(), closes);
    if (!peer.flags().isEmpty()) {
      page.section("What was seen");
      for (Flag flag : peer.flags()) {
        Advice advice = Advice.of(flag.rule());
        page.subsection(advice.title() + " (`" + flag.rule().label() + "`)");
        page.paragraph(advice.seen()).table(Evidence.of(flag));
      }
    }
    if (!examples.isEmpty()) {
      page.section("Examples").table(table(examples));
      page.section("What these closes mean").list(meanings(examples));
    }
    if (!peer.flags().isEmpty()) {
      page.section("What to change");
      peer.flags().forEach(flag -> changes(page, flag));
    }
    page.section("What is not known").list(unknowns(peer));
    return page.toString();
  }

  private static String introduction(PeerView peer, Instant now) {
    String what =
        peer.id().side() == Sender.CLIENT ? "this client" : "this instance of the service";
    String made =
        "This page is for whoever runs "
            + what
            + ". It was made by closewatch at "
            + Markdown.time(now)
            + " UTC from what passed on the wire, without a look at messages.";
    return peer.flags().isEmpty()
        ? made + " **Nothing is held against it now.**"
        : made + " It may be wrong; if it is, please say so. All times are UTC.";
  }

  private static Markdown.Table who(PeerView peer, List<ObservedClose> closes) {
    Markdown.Table table =
        Markdown.table("what", "value")
            .row("name", Markdown.untrusted(peer.id().name()))
            .row("told by", toldBy(peer.id()));
    if (peer.id().side() == Sender.CLIENT) {
      row(
          table,
          "User-Agent, by its latest closes",
          commonest(
              closes,
              e -> Objects.toString(e.opening().client().userAgent(), ""),
              MOST_USER_AGENTS));
    }
    row(table, "route", commonest(closes, event -> event.opening().route(), MOST_ROUTES));
    return table
        .row("seen", Markdown.time(peer.firstSeen()) + " to " + Markdown.time(peer.lastSeen()))
        .row("connections", peer.opened() + " opened, " + peer.open() + " open now")
        .row(
            "how they ended, whoever began it",
            peer.closes().isEmpty()
                ? "none yet"
                : peer.closes().entrySet().stream()
                    .sorted(Map.Entry.<CloseKind, Long>comparingByValue().reversed())
                    .map(kind -> kind.getValue() + " `" + kind.getKey().label() + "`")
                    .collect(Collectors.joining(", ")));
  }

  private static void row(Markdown.Table table, String what, List<String> values) {
    if (!values.isEmpty()) {
      table.row(what, String.join("; ", values));
    }
  }

  private static String toldBy(PeerId peer) {
    if (peer.side() == Sender.SERVICE) {
      return "the address that the proxy connects to";
    }
    String name = peer.name();
    if (name.startsWith("address#")) {
      return "a keyed hash of its address, another one each day";
    }
    if (name.contains("#")) {
      return "a keyed hash of what it sends as "
          + Markdown.untrusted(name.substring(0, name.indexOf('#')));
    }
    return name.endsWith("/64")
        ? "its IPv6 network: whatever connects from there counts as one"
        : "its address: whatever connects from there counts as one";
  }

  private interface Text {
    String of(CloseEvent event);
  }

  private static List<String> commonest(List<ObservedClose> closes, Text text, int most) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    closes.forEach(close -> counts.merge(text.of(close.event()), 1, Integer::sum));
    List<String> shown = new ArrayList<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(most)
        .forEach(
            entry ->
                shown.add(
                    (entry.getKey().isEmpty() ? "none" : Markdown.untrusted(entry.getKey()))
                        + " ("
                        + entry.getValue()
                        + ")"));
    if (counts.size() > most) {
      shown.add("and " + (counts.size() - most) + " more");
    }
    return shown;
  }

  private static Markdown.Table table(List<CloseEvent> examples) {
    Markdown.Table table =
        Markdown.table(
            "ended (UTC)", "lived", "route", "begun by", "code", "reason", "answer", "request id");
    for (CloseEvent event : examples) {
      String requestId = event.opening().requestId();
      table.row(
          Markdown.time(event.closedAt()),
          String.format(Locale.ROOT, "%.1f s", event.durationNanos() / NANOS_PER_SECOND),
          Markdown.untrusted(event.opening().route()),
          event.initiator().label(),
          code(event) + ", `" + event.kind().label() + "`",
          event.reason().isEmpty() ? "none" : Markdown.untrusted(event.reason()),
          "`" + event.reply().label() + "`",
          Markdown.untrusted(requestId == null ? event.opening().id() : requestId));
    }
    return table;
  }

  private static String code(CloseEvent event) {
    return event.code() == Close.NO_CODE
        ? CloseCodes.NO_CODE_LABEL
        : Integer.toString(event.code());
  }

  private static List<String> meanings(List<CloseEvent> examples) {
    return examples.stream().map(PeerReport::meaning).distinct().toList();
  }

  private static String meaning(CloseEvent event) {
    String what = code(event) + ", `" + event.kind().label() + "`: ";
    return switch (event.kind()) {
      case EMPTY ->
          what + "a Close with no code; legal, and what APIs report as 1005. No reason was given.";
      case ABNORMAL ->
          what
              + "the connection ended with no Close; what APIs report as 1006. Nothing on the wire"
              + " says why.";
      case MALFORMED -> what + "a Close whose form is broken, so that it says nothing for sure.";
      case UNOBSERVED -> what + "the end could not be read.";
      default -> {
        Entry entry = Catalogue.shipped().entry(event.code(), Lang.EN);
        yield what
            + entry.brief()
            + (event.kind().legal() ? "." : ". It must never be on the wire, and was.");
      }
    };
  }

  private static void changes(Markdown page, Flag flag) {
    Advice advice = Advice.of(flag.rule());
    page.subsection(advice.title()).list(Steps.of(flag));
    page.paragraph("How to see that it is mended: " + advice.check());
  }

  private static List<String> unknowns(PeerView peer) {
    List<String> unknowns = new ArrayList<>();
    if (peer.id().side() == Sender.CLIENT) {
      unknowns.add(
          peer.shared()
              ? "**Many seem to stand behind this name**: different programs, or many connections"
                  + " at once. What is counted here may be of several."
              : "Whether one program or several stand behind this name. If others share it, some"
                  + " of this may be theirs.");
    }
    unknowns.add(
        "What was meant: only what was on the wire is known. A network or a proxy on the way can"
            + " take a Close away, or end a connection.");
    unknowns.add(
        "What was before "
            + Markdown.time(peer.firstSeen())
            + " UTC, and what passed elsewhere. Examples are among the latest closes only.");
    unknowns.add(
        "Each point falls by itself some time after its latest case: 15 minutes by default.");
    return unknowns;
  }
}
