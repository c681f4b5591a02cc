package dev.closewatch.proxy.outlet;

import java.time.Duration;

/** How long nothing is tried after a failure: each time twice as long, up to thirty seconds. */
final class Outage {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

  private final long firstNanos;
  private long pauseNanos;
  private long sinceNanos;

  Outage(Duration firstPause) {
    firstNanos = firstPause.toNanos();
  }

  /** Returns whether it is too early for another attempt. */
  boolean isPause() {
    return pauseNanos > 0 && System.nanoTime() - sinceNanos < pauseNanos;
  }

  /** An attempt has failed; returns whether it is the first one since all was well. */
  boolean failed() {
    boolean first = pauseNanos == 0;
    pauseNanos = first ? firstNanos : Math.min(2 * pauseNanos, LONGEST_NANOS);
    sinceNanos = System.nanoTime();
    return first;
  }

  /** An attempt has not failed; returns whether one had failed before. */
  boolean over() {
    boolean was = pauseNanos > 0;
    pauseNanos = 0;
    return was;
  }
}
