package dev.closewatch.analyzer.peer;

import java.time.Duration;

/**
 * The latest moment that anything was told of, and the pane that a moment lies in: a slice of the
 * window, numbered from the first moment on. Nanoseconds of a monotonic clock, which may overflow.
 */
final class PaneClock {
  private final long paneNanos;
  private boolean started;
  private long firstNanos;
  private long latestNanos;

  PaneClock(Duration window) {
    paneNanos = Math.max(1, window.toNanos() / SlidingCounts.PANES);
  }

  /** Something was told of that moment; moments may be told of slightly out of order. */
  void follow(long nanos) {
    if (!started) {
      started = true;
      firstNanos = nanos;
      latestNanos = nanos;
    } else if (nanos - latestNanos > 0) {
      latestNanos = nanos;
    }
  }

  long latestNanos() {
    return latestNanos;
  }

  int latestPane() {
    return pane(latestNanos);
  }

  int pane(long nanos) {
    return (int) Math.floorDiv(nanos - firstNanos, paneNanos);
  }
}
