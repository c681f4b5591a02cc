package dev.closewatch.analyzer.sketch;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Every item with every time: what the sketches are compared with. */
final class WindowModel {
  static final long SECOND = 1_000_000_000L;

  /** For each 2 s, how often each item was added. */
  private final TreeMap<Long, Map<String, Long>> counts = new TreeMap<>();

  private long nowNanos = Long.MIN_VALUE;

  void add(String item, long nanos) {
    moveTo(nanos);
    counts
        .computeIfAbsent(Math.floorDiv(nowNanos, 2 * SECOND), tick -> new HashMap<>())
        .merge(item, 1L, Long::sum);
    counts.headMap(Math.floorDiv(nowNanos, 2 * SECOND) - 2_000).clear();
  }

  void moveTo(long nanos) {
    nowNanos = Math.max(nowNanos, nanos);
  }

  void addAll(WindowModel other) {
    moveTo(other.nowNanos);
    other.counts.forEach(
        (tick, items) -> {
          Map<String, Long> into = counts.computeIfAbsent(tick, unused -> new HashMap<>());
          items.forEach((item, count) -> into.merge(item, count, Long::sum));
        });
  }

  /** Returns how often each item was added in the running pane and the 30 before it. */
  Map<String, Long> in(Window window) {
    long nowPane = Math.floorDiv(nowNanos, window.paneNanos());
    Map<String, Long> sums = new HashMap<>();
    counts.forEach(
        (tick, items) -> {
          if (nowPane - Math.floorDiv(tick * 2 * SECOND, window.paneNanos()) <= 30) {
            items.forEach((item, count) -> sums.merge(item, count, Long::sum));
          }
        });
    return sums;
  }

  int distinct(Window window) {
    return in(window).size();
  }
}
