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
 */
record Series(
    Metric metric, List<String> labelValues, int slot, @Nullable Buckets buckets, boolean atRest) {

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
