package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series of a route that count connections from handshake to end. They add up (opened = active
 * + closes; replies and durations match closes), and so a scrape reads them together.
 */
@SuppressWarnings("EnumOrdinal") // indexes that never leave this object
final class LedgerSeries {
  /** All but the two that come with a drain or with 1008: those appear with their first. */
  private static final Set<Ending> ENDINGS_AT_REST =
      EnumSet.of(Ending.CLEAN, Ending.ABNORMAL, Ending.OTHER);

  private final SeriesList series = new SeriesList();
  private final int opened;
  private final int active;
  private final int upgraded;
  private final int handshakeSeconds;
  private final int firstClose;
  private final int behindLastClose;
  private int restartClose;
  private final CloseLabels labels;
  private final ReasonSeries reasons;
  private final AbnormalSeries abnormals;
  private final Map<HandshakeOutcome, Map<String, Integer>> handshakes =
      new EnumMap<>(HandshakeOutcome.class);
  private final Map<Initiator, Integer> closes = new EnumMap<>(Initiator.class);
  private final int[][] replies = new int[Sender.values().length][Reply.values().length];
  private final int[] durations = new int[Ending.values().length];
  private final int[] closeHandshakes = new int[Sender.values().length];

  LedgerSeries(CloseLabels labels) {
    this.labels = labels;
    opened = series.add(Metric.CONNECTIONS_OPENED);
    active = series.add(Metric.CONNECTIONS_ACTIVE);
    addHandshakes();
    upgraded = handshake(HandshakeOutcome.UPGRADED, Integer.parseInt(HandshakeStatuses.UPGRADED));
    handshakeSeconds = series.add(Metric.HANDSHAKE_SECONDS, Buckets.HANDSHAKE, true);
    firstClose = series.slots();
    addCloses();
    behindLastClose = series.slots();
    reasons = new ReasonSeries(series);
    abnormals = new AbnormalSeries(series);
    for (Sender replier : Sender.values()) {
      for (Reply reply : EnumSet.complementOf(EnumSet.of(Reply.NOT_APPLICABLE))) {
        replies[replier.ordinal()][reply.ordinal()] =
            series.add(Metric.CLOSE_REPLIES, replier.label(), reply.label());
      }
      closeHandshakes[replier.ordinal()] =
          series.add(
              Metric.CLOSE_HANDSHAKE_SECONDS, Buckets.CLOSE_HANDSHAKE, true, replier.label());
    }
    for (Ending ending : Ending.values()) {
      durations[ending.ordinal()] =
          series.add(
              Metric.CONNECTION_DURATION_SECONDS,
              Buckets.CONNECTION_DURATION,
              ENDINGS_AT_REST.contains(ending),
              ending.label());
    }
  }

  private void addHandshakes() {
    for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
      Map<String, Integer> slots = new HashMap<>();
      for (String status : HandshakeStatuses.expected(outcome)) {
        slots.put(status, series.add(Metric.HANDSHAKES, outcome.label(), status));
      }
      for (String status : HandshakeStatuses.unexpected(outcome)) {
        slots.put(status, series.add(Metric.HANDSHAKES, false, outcome.label(), status));
      }
      handshakes.put(outcome, slots);
    }
  }

  private void addCloses() {
    for (Initiator initiator : List.of(Initiator.CLIENT, Initiator.SERVICE)) {
      closes.put(initiator, series.slots());
      int first = series.slots();
      for (CloseLabels.Pair pair : labels.pairs()) {
        String kind = pair.kind().label();
        if (labels.isExpected(pair)) {
          series.add(Metric.CLOSES, initiator.label(), pair.code(), kind);
        } else {
          int usual = first + labels.usualIndex(pair);
          series.addFolding(Metric.CLOSES, usual, initiator.label(), pair.code(), kind);
        }
      }
    }
    addClose(Initiator.NONE, "1006", CloseKind.ABNORMAL);
    addClose(Initiator.UNKNOWN, "none", CloseKind.UNOBSERVED);
    addClose(Initiator.PROXY, "1001", CloseKind.GOING_AWAY);
    addClose(Initiator.PROXY, "1006", CloseKind.ABNORMAL);
    restartClose =
        series.add(
            Metric.CLOSES,
            false, // only with --drain-code 1012
            Initiator.PROXY.label(),
            Integer.toString(CloseCodes.SERVICE_RESTART),
            CloseKind.SERVICE_RESTART.label());
  }

  private void addClose(Initiator initiator, String code, CloseKind kind) {
    int slot = series.add(Metric.CLOSES, initiator.label(), code, kind.label());
    closes.putIfAbsent(initiator, slot);
  }

  SeriesList series() {
    return series;
  }

  int opened() {
    return opened;
  }

  int active() {
    return active;
  }

  /** Returns the slot of the handshakes that ended with an upgrade. */
  int upgraded() {
    return upgraded;
  }

  /** Returns the histogram's first slot. */
  int handshakeSeconds() {
    return handshakeSeconds;
  }

  /** Returns the slot of a handshake by its outcome and status, 0 for no status. */
  int handshake(HandshakeOutcome outcome, int status) {
    Map<String, Integer> slots = handshakes.get(outcome);
    Integer slot = slots == null ? null : slots.get(HandshakeStatuses.label(outcome, status));
    if (slot == null) {
      throw new IllegalStateException("no series for " + outcome + " " + status);
    }
    return slot;
  }

  /** Returns the slot of a close. */
  int close(Initiator initiator, int code, CloseKind kind) {
    Integer first = closes.get(initiator);
    if (first == null) {
      throw new IllegalStateException("no series for " + initiator);
    }
    return switch (initiator) {
      case CLIENT, SERVICE -> first + labels.indexOf(code, kind);
      case PROXY ->
          switch (kind) {
            case ABNORMAL -> first + 1;
            case SERVICE_RESTART -> restartClose;
            default -> first;
          };
      case NONE, UNKNOWN -> first;
    };
  }

  /** Returns the series that tell closes apart by why and by whom. */
  ReasonSeries reasons() {
    return reasons;
  }

  /** Returns the series that tell ends without a Close apart. */
  AbnormalSeries abnormals() {
    return abnormals;
  }

  /** Returns the slot of a reply; not for {@link Reply#NOT_APPLICABLE}, which is none. */
  int reply(Sender replier, Reply reply) {
    return replies[replier.ordinal()][reply.ordinal()];
  }

  /** Returns the histogram's first slot. */
  int duration(Ending ending) {
    return durations[ending.ordinal()];
  }

  /** Returns the histogram's first slot. */
  int closeHandshake(Sender replier) {
    return closeHandshakes[replier.ordinal()];
  }

  /** Returns the sum of all closes among these values. */
  long closes(long[] values) {
    long sum = 0;
    for (int slot = firstClose; slot < behindLastClose; slot++) {
      sum += values[slot];
    }
    return sum;
  }
}
