package dev.closewatch.proxy.relay;

import java.util.random.RandomGenerator;

/**
 * Says how many connections have their moment to end now, so that they end spread evenly over a
 * time: if all who have been ended came back at once, it would be a herd.
 *
 * <p>Of those that still wait, so many are due as of the time that is left has passed; what is no
 * whole number is rounded up or down by chance. So the moment of each is uniform over the time,
 * whether it is one connection or a hundred thousand, whether some end by themselves or others come
 * in between; and no list of moments is kept. Beside moments drawn one by one, these come more
 * evenly: no second has many more than another.
 */
final class Spread {
  private final RandomGenerator random;
  private final long endNanos;
  private long lastNanos;

  /** Begins now, and ends so much later. */
  Spread(RandomGenerator random, long nowNanos, long spreadNanos) {
    this.random = random;
    lastNanos = nowNanos;
    endNanos = nowNanos + spreadNanos;
  }

  /** Returns how many of those that wait are due since it was asked last; at the end, all. */
  int due(long nowNanos, int waiting) {
    long left = endNanos - lastNanos;
    long passed = nowNanos - lastNanos;
    if (passed >= left) {
      return waiting;
    }
    lastNanos = nowNanos;
    double due = (double) waiting * passed / left;
    int whole = (int) due;
    return random.nextDouble() < due - whole ? whole + 1 : whole;
  }

  /** Returns which of those that wait is the next; for an index below {@code waiting}. */
  int pick(int waiting) {
    return random.nextInt(waiting);
  }

  boolean isOver(long nowNanos) {
    return nowNanos - endNanos >= 0;
  }
}
