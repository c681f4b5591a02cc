package dev.closewatch.analyzer.peer;

import java.util.Arrays;

/**
 * How many different User-Agents a peer has had within the last hour, up to as many as make it a
 * shared one. A client that names none counts as one more.
 */
final class UserAgents {
  private static final long[] NONE = {};

  /** Times are kept in their upper 32 bits: as exact as needed, and differences still overflow. */
  private static final int TIME_SHIFT = 32;

  private static final int REMEMBERED_UNITS = (int) (3_600_000_000_000L >> TIME_SHIFT);

  /** A hash in the upper half, and in the lower half when it was last seen. */
  private long[] seen = NONE;

  /** A connection of this User-Agent has been opened; only so many different ones are kept. */
  void saw(int hash, long nowNanos, int most) {
    int now = (int) (nowNanos >> TIME_SHIFT);
    int oldest = -1;
    for (int i = 0; i < seen.length; i++) {
      if (hashOf(seen[i]) == hash) {
        seen[i] = entry(hash, now);
        return;
      }
      if (oldest < 0 || timeOf(seen[i]) - timeOf(seen[oldest]) < 0) {
        oldest = i;
      }
    }
    if (seen.length < most) {
      oldest = seen.length;
      seen = Arrays.copyOf(seen, oldest + 1);
    }
    if (oldest >= 0) {
      seen[oldest] = entry(hash, now);
    }
  }

  /** Returns how many there have been within the last hour. */
  int count(long nowNanos) {
    int now = (int) (nowNanos >> TIME_SHIFT);
    int count = 0;
    for (long entry : seen) {
      if (now - timeOf(entry) <= REMEMBERED_UNITS) {
        count++;
      }
    }
    return count;
  }

  private static long entry(int hash, int time) {
    return (long) hash << TIME_SHIFT | Integer.toUnsignedLong(time);
  }

  private static int hashOf(long entry) {
    return (int) (entry >> TIME_SHIFT);
  }

  private static int timeOf(long entry) {
    return (int) entry;
  }
}
