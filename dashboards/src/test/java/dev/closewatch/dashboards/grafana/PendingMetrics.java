package dev.closewatch.dashboards.grafana;

import static java.util.stream.Collectors.toCollection;

import java.util.Set;
import java.util.TreeSet;

/** Metrics that dashboards name already and that the product does not have yet. */
final class PendingMetrics {
  private static final Set<String> NAMES =
      Set.of("closewatch_events_dropped_total", "closewatch_tls_handshake_failures_total");

  private PendingMetrics() {}

  /** Returns those that are still missing; what the product's list has is checked like the rest. */
  static Set<String> in(ProductMetrics product) {
    return NAMES.stream()
        .filter(name -> !product.series().containsKey(name))
        .collect(toCollection(TreeSet::new));
  }
}
