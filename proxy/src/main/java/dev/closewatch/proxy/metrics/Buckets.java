package dev.closewatch.proxy.metrics;

import java.util.concurrent.TimeUnit;

/** The upper bounds of a histogram of times; a value on a bound belongs below it. */
final class Buckets {
  // Above the constants that need it: they are made in this order.
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** To 30 s, where the wait for an upstream's answer ends by default. */
  static final Buckets HANDSHAKE = ofSeconds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30);

  /** Just above the idle timers that are known, so that each has a bucket of its own. */
  static final Buckets CONNECTION_DURATION =
      ofSeconds(1, 5, 11, 31, 61, 101, 121, 241, 301, 601, 901, 3601);

  /** From an answer within one data centre to the timeouts of the slowest stacks. */
  static final Buckets CLOSE_HANDSHAKE = ofSeconds(0.005, 0.025, 0.1, 0.5, 1, 5, 30);

  private final double[] upperSeconds;
  private final long[] upperNanos;

  private Buckets(double[] upperSeconds, long[] upperNanos) {
    this.upperSeconds = upperSeconds;
    this.upperNanos = upperNanos;
  }

  private static Buckets ofSeconds(double... bounds) {
    double[] upperSeconds = new double[bounds.length + 1];
    long[] upperNanos = new long[bounds.length + 1];
    for (int i = 0; i < bounds.length; i++) {
      upperSeconds[i] = bounds[i];
      upperNanos[i] = Math.round(bounds[i] * NANOS_PER_SECOND);
    }
    upperSeconds[bounds.length] = Double.POSITIVE_INFINITY;
    upperNanos[bounds.length] = Long.MAX_VALUE;
    return new Buckets(upperSeconds, upperNanos);
  }

  /** Returns the number of buckets, the one without an upper bound included. */
  int count() {
    return upperNanos.length;
  }

  /** Returns which bucket a time falls into. */
  int indexOf(long nanos) {
    int index = 0;
    while (nanos > upperNanos[index]) {
      index++;
    }
    return index;
  }

  /** Returns the upper bounds in seconds, the last of them infinite. */
  double[] upperSeconds() {
    return upperSeconds.clone();
  }
}
