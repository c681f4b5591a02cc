package dev.closewatch.proxy.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Series in the order of their slots; whoever adds one is told its slot. */
final class SeriesList {
  private final List<Series> all = new ArrayList<>();
  private int slots;

  /** Adds a counter or gauge that is there from the start. */
  int add(Metric metric, String... labelValues) {
    return add(metric, null, 1, true, Series.NEVER, labelValues);
  }

  /** Adds a counter or gauge that need not be there before its first use. */
  int add(Metric metric, boolean atRest, String... labelValues) {
    return add(metric, null, 1, atRest, Series.NEVER, labelValues);
  }

  /** Adds a counter that is shown from its first use, or counted in another one. */
  int addFolding(Metric metric, int foldsInto, String... labelValues) {
    return add(metric, null, 1, false, foldsInto, labelValues);
  }

  /** Adds a histogram. */
  int add(Metric metric, Buckets buckets, boolean atRest, String... labelValues) {
    return add(metric, buckets, buckets.count() + 1, atRest, Series.NEVER, labelValues);
  }

  private int add(
      Metric metric,
      @Nullable Buckets buckets,
      int width,
      boolean atRest,
      int foldsInto,
      String... labelValues) {
    int slot = slots;
    all.add(new Series(metric, List.of(labelValues), slot, buckets, atRest, foldsInto));
    slots += width;
    return slot;
  }

  /** Returns how many slots the series take up together. */
  int slots() {
    return slots;
  }

  /** Returns the series. */
  List<Series> all() {
    return Collections.unmodifiableList(all);
  }
}
