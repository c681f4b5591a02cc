package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.observe.ProxyHeaderResult;
import java.util.EnumSet;
import java.util.Set;

/**
 * The series that count while connections live; each stands for itself, and so they are read one by
 * one. A slot is found by arithmetic: the hot path looks nothing up.
 */
@SuppressWarnings("EnumOrdinal") // indexes that never leave this object
final class LiveSeries {
  /** What peers say most, and what alerts watch; the other kinds appear with their first. */
  private static final Set<CloseKind> FRAMES_AT_REST =
      EnumSet.of(
          CloseKind.EMPTY,
          CloseKind.NORMAL,
          CloseKind.GOING_AWAY,
          CloseKind.POLICY,
          CloseKind.RESERVED,
          CloseKind.UNASSIGNED,
          CloseKind.OUT_OF_RANGE,
          CloseKind.MALFORMED);

  private static final String[] STATUS_CLASSES = {"other", "2xx", "3xx", "4xx", "5xx"};
  private static final int SENDERS = Sender.values().length;

  private final SeriesList series = new SeriesList();
  private final CloseLabels labels;
  private final int[] frames = new int[SENDERS];
  private final int[] relayedBytes = new int[SENDERS];
  private final int[] undeliveredBytes = new int[SENDERS];
  private final int[] paused = new int[SENDERS];
  private final int[] closeFrames = new int[SENDERS];
  private final int[][] violations = new int[SENDERS][Violation.values().length];
  private final int unobserved;
  private final int http;
  private final int tapFailures;
  private final int limitHits;
  private final int proxyHeaders;

  LiveSeries(CloseLabels labels) {
    this.labels = labels;
    for (Sender sender : Sender.values()) {
      addSender(sender);
    }
    unobserved = series.slots();
    for (UnobservedReason reason : UnobservedReason.values()) {
      series.add(Metric.UNOBSERVED_CONNECTIONS, reason.label());
    }
    http = series.slots();
    for (String statusClass : STATUS_CLASSES) {
      series.add(Metric.HTTP_REQUESTS, statusClass);
    }
    tapFailures = series.add(Metric.TAP_FAILURES);
    limitHits = series.slots();
    for (Limit limit : Limit.values()) {
      series.add(Metric.LIMIT_HITS, limit.label());
    }
    proxyHeaders = series.slots();
    for (ProxyHeaderResult result : ProxyHeaderResult.values()) {
      series.add(Metric.PROXY_HEADERS, result.label());
    }
  }

  private void addSender(Sender sender) {
    int at = sender.ordinal();
    frames[at] = series.slots();
    for (Opcode opcode : Opcode.values()) {
      series.add(Metric.FRAMES, sender.label(), opcode.label());
    }
    relayedBytes[at] = series.add(Metric.RELAYED_BYTES, sender.label());
    undeliveredBytes[at] = series.add(Metric.UNDELIVERED_BYTES, sender.label());
    paused[at] = series.add(Metric.PAUSED_CONNECTIONS, sender.label());
    closeFrames[at] = series.slots();
    for (CloseLabels.Pair pair : labels.pairs()) {
      addCloseFrame(closeFrames[at], sender, pair);
    }
    for (Violation violation : Violation.values()) {
      violations[at][violation.ordinal()] =
          series.add(
              Metric.VIOLATIONS, violation.possibleFor(sender), sender.label(), violation.label());
    }
  }

  private void addCloseFrame(int first, Sender sender, CloseLabels.Pair pair) {
    String kind = pair.kind().label();
    int usual = first + labels.usualIndex(pair);
    if (usual != series.slots() && !labels.isExpected(pair)) {
      series.addFolding(Metric.CLOSE_FRAMES, usual, sender.label(), pair.code(), kind);
    } else {
      boolean atRest = FRAMES_AT_REST.contains(pair.kind());
      series.add(Metric.CLOSE_FRAMES, atRest, sender.label(), pair.code(), kind);
    }
  }

  SeriesList series() {
    return series;
  }

  int frame(Sender sender, Opcode opcode) {
    return frames[sender.ordinal()] + opcode.ordinal();
  }

  int relayedBytes(Sender sender) {
    return relayedBytes[sender.ordinal()];
  }

  int undeliveredBytes(Sender sender) {
    return undeliveredBytes[sender.ordinal()];
  }

  int paused(Sender slowReader) {
    return paused[slowReader.ordinal()];
  }

  int closeFrame(Sender sender, Close close) {
    return closeFrames[sender.ordinal()] + labels.indexOf(close.code(), close.kind());
  }

  int violation(Sender sender, Violation violation) {
    return violations[sender.ordinal()][violation.ordinal()];
  }

  int unobserved(UnobservedReason reason) {
    return unobserved + reason.ordinal();
  }

  /** Returns the slot of a status: its class, or one that stands for all that is not 200-599. */
  int http(int status) {
    int statusClass = status / 100;
    return http + (statusClass >= 2 && statusClass <= 5 ? statusClass - 1 : 0);
  }

  int tapFailures() {
    return tapFailures;
  }

  int proxyHeader(ProxyHeaderResult result) {
    return proxyHeaders + result.ordinal();
  }

  int limitHit(Limit limit) {
    return limitHits + limit.ordinal();
  }
}
