package dev.closewatch.analyzer.peer;

import java.util.Arrays;

/**
 * How many different User-Agents a peer has had within the last hour: none, one, two, or more than
 * are worth telling apart. A client that names none counts as one more.
 */
final class UserAgents {
  private static final long REMEMBERED_NANOS = 3_600_000_000_000L;

  private int[] hashes = new int[0];
  private long[] lastSeenNanos = new long[0];

  /** A connection of this User-Agent has been opened; only so many different ones are kept. */
  void saw(int hash, long nowNanos, int most) {
    int oldest = -1;
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] == hash) {
        lastSeenNanos[i] = nowNanos;
        return;
      }
      if (oldest < 0 || lastSeenNanos[i] - lastSeenNanos[oldest] < 0) {
        oldest = i;
      }
    }
    if (hashes.length < most) {
      oldest = hashes.length;
      hashes = Arrays.copyOf(hashes, oldest + 1);
      lastSeenNanos = Arrays.copyOf(lastSeenNanos, oldest + 1);
    }
    if (oldest >= 0) {
      hashes[oldest] = hash;
      lastSeenNanos[oldest] = nowNanos;
    }
  }

  /** Returns how many there have been within the last hour. */
  int count(long nowNanos) {
    int count = 0;
    for (long seenNanos : lastSeenNanos) {
      if (nowNanos - seenNanos <= REMEMBERED_NANOS) {
        count++;
      }
    }
    return count;
  }
}
