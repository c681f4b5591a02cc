package dev.closewatch.proxy.upstream;

import java.util.random.RandomGenerator;

/**
 * The pauses before each attempt to reach an instance again: 1 s, doubled each time, 30 s at most.
 * Each is cut by up to a quarter at random, so that replicas do not all try at once.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 30_000;
  private static final double CUT = 0.25;

  private final RandomGenerator random;
  private long nextMillis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Returns the next pause; the first one is never cut. */
  long nextMillis() {
    long whole = nextMillis;
    nextMillis = Math.min(LONGEST_MILLIS, whole * 2);
    return whole == FIRST_MILLIS ? whole : whole - Math.round(whole * CUT * random.nextDouble());
  }
}
