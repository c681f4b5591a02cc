package dev.closewatch.dashboards.kit;

import static java.util.stream.Collectors.toCollection;

import java.util.Set;
import java.util.TreeSet;

/** Metrics that dashboards or rules name already and that the product does not have yet. */
public final class PendingMetrics {
  private static final Set<String> NAMES =
      Set.of(
          "closewatch_policy_closes_total",
          "closewatch_close_peers",
          "closewatch_flagged_peers",
          "closewatch_peer_flags_total",
          "closewatch_findings",
          "closewatch_closes_by_stack_total",
          "closewatch_empty_closes_total",
          "closewatch_closes_by_cohort_total",
          "closewatch_peers_tracked",
          "closewatch_peers_forgotten_total",
          "closewatch_events_dropped_total",
          "closewatch_top_peer_closes",
          "closewatch_tls_handshake_failures_total");

  private PendingMetrics() {}

  /** Returns those that are still missing; what the product's list has is checked like the rest. */
  public static Set<String> in(ProductMetrics product) {
    return NAMES.stream()
        .filter(name -> !product.series().containsKey(name))
        .collect(toCollection(TreeSet::new));
  }
}
