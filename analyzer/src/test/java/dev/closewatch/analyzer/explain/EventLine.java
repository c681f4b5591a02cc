package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Labelled;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A close event in one line of a test's table: facts, each a name and a value.
 *
 * <pre>
 * client=1000 "bye"     that side closed first; or empty, or broken
 * none=service/fin      nobody closed: which leg ended first, and how
 * proxy=drain/both      the proxy ended it: Closes to both, client, service or nobody
 * unknown=client        a direction was unreadable: client, service or both
 * ua=okhttp             the client's stack, one of those below
 * answer=same           or 1000, empty, broken, crossed/1000, missing/service, unreadable
 * for=12                seconds for which the answer was missing
 * undelivered=true      the first Close did not reach the other side
 * policy=rate/reason    cause and basis
 * here=code "banned"    what the operator says that the code means
 * idle=60/5 pings=0/2 lost=0/17      of the client and of the service
 * cut=frame violation=service/masked_frame late=client/1000 extension=true
 * after=half_close/service   the proxy ended the rest, with a Close to that side
 * </pre>
 */
final class EventLine {
  private static final Pattern FACT = Pattern.compile("(\\w+)=(\\S+)(?: \"([^\"]*)\")?");
  private static final Map<String, String> USER_AGENTS =
      Map.of(
          "chrome",
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/138.0.0.0 Safari/537.36",
          "firefox",
          "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
          "okhttp",
          "okhttp/4.12.0",
          "websockets",
          "Python/3.11 websockets/10.4",
          "undici",
          "undici",
          "jdk",
          "Java-http-client/17.0.15",
          "bot",
          "QuoteBot/1.0");

  private final EndedConnection connection = new EndedConnection();
  private Sender side = Sender.CLIENT;

  private EventLine() {}

  static CloseEvent read(String line) {
    EventLine reader = new EventLine();
    Matcher fact = FACT.matcher(line);
    int end = 0;
    while (fact.find()) {
      if (!line.substring(end, fact.start()).isBlank()) {
        throw new IllegalArgumentException("not a fact: " + line.substring(end, fact.start()));
      }
      reader.fact(fact.group(1), fact.group(2), fact.group(3) == null ? "" : fact.group(3));
      end = fact.end();
    }
    return reader.connection.build();
  }

  private void fact(String name, String value, String text) {
    List<String> parts = Arrays.asList(value.split("/"));
    switch (name) {
      case "client", "service" -> {
        side = labelled(Sender.values(), name);
        connection.closes(side, close(value, text));
        connection.reply = Reply.MISSING;
      }
      case "none" -> {
        connection.initiator = Initiator.NONE;
        connection.code = CloseCodes.ABNORMAL_CLOSURE;
        connection.kind = CloseKind.ABNORMAL;
        connection.tcpEnd =
            new TcpEnd(
                labelled(TcpEndBy.values(), parts.get(0)),
                labelled(TcpEndHow.values(), parts.get(1)));
      }
      case "proxy" -> proxy(parts);
      case "unknown" -> {
        connection.initiator = Initiator.UNKNOWN;
        connection.code = Close.NO_CODE;
        connection.kind = CloseKind.UNOBSERVED;
        connection.unreadable.addAll(
            value.equals("both")
                ? List.of(Sender.values())
                : List.of(labelled(Sender.values(), value)));
      }
      case "ua" -> connection.userAgent = USER_AGENTS.get(value);
      case "answer" -> answer(parts);
      case "for" -> connection.unansweredNanos = nanos(value);
      case "undelivered" -> {
        Seen nothing = new Seen(CloseCodes.ABNORMAL_CLOSURE, "");
        if (side == Sender.CLIENT) {
          connection.serviceSees = nothing;
        } else {
          connection.clientSees = nothing;
        }
      }
      case "policy" ->
          connection.policy =
              new PolicyVerdict(
                  labelled(PolicyCause.values(), parts.get(0)),
                  labelled(CauseBasis.values(), parts.get(1)),
                  new PolicyVerdict.Evidence("", 45, 90, 2_400_000_000L, 300_000_000L));
      case "here" -> connection.meaning = text;
      case "idle" -> sides(nanos(parts.get(0)), nanos(parts.get(1)), 0);
      case "pings" -> sides(Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)), 1);
      case "lost" -> sides(Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)), 2);
      case "cut" -> connection.cutIn = labelled(CutIn.values(), value);
      case "violation" ->
          connection.violations.add(
              new ViolationCount(
                  labelled(Sender.values(), parts.get(0)),
                  labelled(Violation.values(), parts.get(1)),
                  1));
      case "late" ->
          connection.sends(labelled(Sender.values(), parts.get(0)), close(parts.get(1), ""));
      case "extension" -> connection.extensions = List.of("x-test");
      case "after" -> {
        boolean toClient = parts.get(1).equals("client");
        boolean toService = parts.get(1).equals("service");
        connection.proxyClose =
            new ProxyClose(labelled(ProxyCloseReason.values(), parts.get(0)), toClient, toService);
        if (toClient) {
          connection.clientSees = new Seen(CloseCodes.GOING_AWAY, "");
        }
        if (toService) {
          connection.serviceSees = new Seen(CloseCodes.GOING_AWAY, "");
        }
      }
      default -> throw new IllegalArgumentException("no such fact: " + name);
    }
  }

  private void proxy(List<String> parts) {
    boolean toClient = List.of("both", "client").contains(parts.get(1));
    boolean toService = List.of("both", "service").contains(parts.get(1));
    connection.initiator = Initiator.PROXY;
    connection.tcpEnd = new TcpEnd(TcpEndBy.PROXY, TcpEndHow.FIN);
    boolean any = toClient || toService;
    connection.code = any ? CloseCodes.GOING_AWAY : CloseCodes.ABNORMAL_CLOSURE;
    connection.kind = any ? CloseKind.GOING_AWAY : CloseKind.ABNORMAL;
    connection.proxyClose =
        new ProxyClose(labelled(ProxyCloseReason.values(), parts.get(0)), toClient, toService);
    if (parts.size() > 2) {
      connection.sends(labelled(Sender.values(), parts.get(2)), close("1001", ""));
    } else if (any) {
      connection.sends(Sender.CLIENT, close("1001", ""));
      connection.sends(Sender.SERVICE, close("1001", ""));
    }
  }

  private void answer(List<String> parts) {
    Close first = side == Sender.CLIENT ? connection.clientClose : connection.serviceClose;
    switch (parts.get(0)) {
      case "same" -> {
        connection.reply = Reply.SAME;
        connection.sends(side.other(), first);
      }
      case "unreadable" -> {
        connection.reply = Reply.UNKNOWN;
        connection.unreadable.add(side.other());
      }
      case "missing" -> {
        connection.reply = Reply.MISSING;
        connection.tcpEnd = new TcpEnd(labelled(TcpEndBy.values(), parts.get(1)), TcpEndHow.FIN);
      }
      case "crossed" -> {
        connection.reply = Reply.CROSSED;
        connection.sends(side.other(), close(parts.get(1), ""));
      }
      default -> {
        connection.reply = Reply.DIFFERENT;
        connection.sends(side.other(), close(parts.get(0), ""));
      }
    }
  }

  private void sides(long ofClient, long ofService, int which) {
    connection.client = with(connection.client, ofClient, which);
    connection.service = with(connection.service, ofService, which);
  }

  private static Abnormal.Side with(Abnormal.Side before, long value, int which) {
    return new Abnormal.Side(
        which == 0 ? value : before.idleNanos(),
        which == 1 ? (int) value : before.unansweredPings(),
        which == 2 ? value : before.undeliveredBytes());
  }

  private static Close close(String what, String reason) {
    return switch (what) {
      case "empty" -> new Close(CloseCodes.NO_STATUS_RECEIVED, CloseKind.EMPTY, "");
      case "broken" -> new Close(Close.NO_CODE, CloseKind.MALFORMED, reason);
      default -> {
        int code = Integer.parseInt(what);
        yield new Close(code, CloseCodes.kindOnWire(code), reason);
      }
    };
  }

  private static long nanos(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1e9);
  }

  private static <E extends Labelled> E labelled(E[] values, String label) {
    return Arrays.stream(values)
        .filter(value -> value.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such word: " + label));
  }
}
