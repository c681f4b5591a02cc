package dev.closewatch.analyzer.explain;

/** The idle timers that proxies, balancers and services are known to come with. */
final class IdleTimer {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int[] KNOWN_SECONDS = {30, 60, 100, 120, 240, 300, 600, 900, 3600};

  /** Timers fire no earlier than they should, but for rounding; and late by a tick at most. */
  private static final long EARLY_NANOS = SECOND_NANOS / 2;

  private static final long LATE_NANOS = SECOND_NANOS + SECOND_NANOS / 5;
  private static final long LATE_PER_THOUSAND = 15;

  private IdleTimer() {}

  /** Returns the seconds of the timer that may have run out after such a silence, 0 for none. */
  static int near(long idleNanos) {
    for (int seconds : KNOWN_SECONDS) {
      long nanos = seconds * SECOND_NANOS;
      long late = Math.max(LATE_NANOS, nanos / 1000 * LATE_PER_THOUSAND);
      if (idleNanos >= nanos - EARLY_NANOS && idleNanos <= nanos + late) {
        return seconds;
      }
    }
    return 0;
  }
}
