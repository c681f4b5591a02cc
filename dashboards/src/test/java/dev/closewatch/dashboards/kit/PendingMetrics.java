package dev.closewatch.dashboards.kit;

import static java.util.stream.Collectors.toCollection;

import java.util.Set;
import java.util.TreeSet;

/** Metrics that dashboards or rules name already and that the product does not have yet. */
public final class PendingMetrics {
  private static final Set<String> NAMES = Set.of();

  private PendingMetrics() {}

  /** Returns those that are still missing; what the product's list has is checked like the rest. */
  public static Set<String> in(ProductMetrics product) {
    return NAMES.stream()
        .filter(name -> !product.series().containsKey(name))
        .collect(toCollection(TreeSet::new));
  }
}
