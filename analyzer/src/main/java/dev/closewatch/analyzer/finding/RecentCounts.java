package dev.closewatch.analyzer.finding;

/**
 * How often something happened lately, exact to one bucket of time. What is older than all buckets
 * is forgotten. Moments are nanoseconds of a monotonic clock, which may overflow, and need not come
 * in order.
 */
final class RecentCounts {
  private final long bucketNanos;
  private final long originNanos;
  private final int[] counts;
  private long newest;

  /** Starts with nothing; all moments should be within centuries of the origin. */
  RecentCounts(long originNanos, long bucketNanos, int buckets) {
    this.originNanos = originNanos;
    this.bucketNanos = bucketNanos;
    counts = new int[buckets];
  }

  /** It happened at this moment. */
  void add(long nanos) {
    long bucket = bucket(nanos);
    if (bucket > newest) {
      for (long stale = Math.max(newest + 1, bucket - counts.length + 1);
          stale <= bucket;
          stale++) {
        counts[place(stale)] = 0;
      }
      newest = bucket;
    }
    if (bucket > newest - counts.length) {
      counts[place(bucket)]++;
    }
  }

  /** Returns how often in the buckets behind that of the first moment, up to that of the second. */
  long between(long fromNanos, long toNanos) {
    long first = Math.max(bucket(fromNanos) + 1, newest - counts.length + 1);
    long last = Math.min(bucket(toNanos), newest);
    long sum = 0;
    for (long bucket = first; bucket <= last; bucket++) {
      sum += counts[place(bucket)];
    }
    return sum;
  }

  private long bucket(long nanos) {
    return Math.floorDiv(nanos - originNanos, bucketNanos);
  }

  private int place(long bucket) {
    return (int) Math.floorMod(bucket, (long) counts.length);
  }
}
