package dev.closewatch.analyzer;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A close event as a test writes it down. The first six lines are always there:
 *
 * <pre>
 * initiator client: 1000 normal "bye"
 * client Close 1000 normal "bye" at 10 ms, service Close 1000 normal at 30 ms
 * reply same by service after 20 ms
 * clean, ending clean
 * client sees 1000, service sees 1000 "bye"
 * TCP ended by client with fin, all ended after 40 ms
 * violations: client reserved_bits 2, service masked_frame 1
 * unreadable: client
 * abnormal: cut in frame
 *   client idle 5 ms, 0 unanswered pings, 0 bytes undelivered
 *   service idle 0 ms, 2 unanswered pings, 17 bytes undelivered
 * proxy: drain, Close to client
 * </pre>
 *
 * <p>Traffic is left out: it would have to be counted by hand.
 */
final class EventInWords {
  private EventInWords() {}

  static String of(CloseEvent event) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add(
        "initiator %s: %s"
            .formatted(
                event.initiator().label(),
                says(event.code(), event.kind().label(), event.reason())));
    lines.add(
        "client %s, service %s"
            .formatted(onWire(event, event.clientClose()), onWire(event, event.serviceClose())));
    lines.add(
        "reply "
            + event.reply().label()
            + (event.replier() == null ? "" : " by " + event.replier().label())
            + (event.replyNanos() == null ? "" : " after " + millis(event.replyNanos())));
    lines.add((event.clean() ? "clean" : "not clean") + ", ending " + event.ending().label());
    lines.add(
        "client sees %s, service sees %s"
            .formatted(sees(event.clientSees()), sees(event.serviceSees())));
    lines.add(
        "TCP ended by %s with %s, all ended after %s"
            .formatted(
                event.tcpEnd().by().label(),
                event.tcpEnd().how().label(),
                millis(event.durationNanos())));
    if (!event.violations().isEmpty()) {
      lines.add(
          event.violations().stream()
              .map(v -> v.sender().label() + " " + v.violation().label() + " " + v.count())
              .collect(Collectors.joining(", ", "violations: ", "")));
    }
    if (!event.unreadable().isEmpty()) {
      lines.add(
          event.unreadable().stream()
              .map(Sender::label)
              .collect(Collectors.joining(" and ", "unreadable: ", "")));
    }
    Abnormal abnormal = event.abnormal();
    if (abnormal != null) {
      lines.add("abnormal: cut in " + abnormal.cutIn().label());
      lines.add("  client " + side(abnormal.client()));
      lines.add("  service " + side(abnormal.service()));
    }
    ProxyClose proxy = event.proxyClose();
    if (proxy != null) {
      String to =
          proxy.toClient() && proxy.toService()
              ? "both"
              : proxy.toClient() ? "client" : proxy.toService() ? "service" : "nobody";
      lines.add("proxy: " + proxy.reason().label() + ", Close to " + to);
    }
    return lines.toString();
  }

  static String says(int code, String kind, String reason) {
    return code(code) + " " + kind + quoted(reason);
  }

  private static String onWire(CloseEvent event, WireClose close) {
    if (close == null) {
      return "no Close";
    }
    Duration at = Duration.between(event.opening().openedAt(), close.at());
    return "Close %s at %s"
        .formatted(says(close.code(), close.kind().label(), close.reason()), millis(at.toNanos()));
  }

  private static String sees(Seen seen) {
    return code(seen.code()) + quoted(seen.reason());
  }

  private static String side(Abnormal.Side side) {
    return "idle %s, %d unanswered pings, %d bytes undelivered"
        .formatted(millis(side.idleNanos()), side.unansweredPings(), side.undeliveredBytes());
  }

  private static String code(int code) {
    return code == Close.NO_CODE ? "no code" : Integer.toString(code);
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "" : " \"" + text + "\"";
  }

  private static String millis(long nanos) {
    return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + " ms" : nanos + " ns";
  }
}
