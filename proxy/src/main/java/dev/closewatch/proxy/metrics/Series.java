package dev.closewatch.proxy.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One series that can exist, and where its value is counted.
 *
 * @param metric its name and the names of its labels
 * @param labelValues the values of the labels, without that of {@code route}
 * @param slot where its value is; of a histogram, where its first bucket is: behind the buckets
 *     stands the sum in nanoseconds
 * @param buckets of a histogram, else null
 * @param atRest whether it is there, at 0, from the start; if not, from its first use
 * @param foldsInto the slot of the series that it is counted in once the route's budget is spent,
 *     or {@link #NEVER} if it is always shown
 */
record Series(
    Metric metric,
    List<String> labelValues,
    int slot,
    @Nullable Buckets buckets,
    boolean atRest,
    int foldsInto) {
  /** Of a series that the budget always has room for. */
  static final int NEVER = -1;

  /** Returns whether it may be counted in another one instead of being shown. */
  boolean folds() {
    return foldsInto != NEVER;
  }

  /** Returns how many series this is to Prometheus, to which each bucket, sum and count is one. */
  int lines() {
    return buckets == null ? 1 : buckets.count() + 2;
  }

  /** Returns whether it has ever been counted in. */
  boolean used(long[] values) {
    if (buckets == null) {
      return values[slot] != 0;
    }
    for (int i = 0; i < buckets.count(); i++) {
      if (values[slot + i] != 0) {
        return true;
      }
    }
    return false;
  }
}
