package dev.closewatch.proxy.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How many series of a route a metric has, without listed codes: at rest, and at most. */
record Budget(int atRest, int atMost) {

  /** Returns the budgets of all metrics that have series for each route. */
  static Map<Metric, Budget> byMetric() {
    return byMetric(Set.of());
  }

  static Map<Metric, Budget> byMetric(Set<Integer> listedCodes) {
    CloseLabels labels = new CloseLabels(listedCodes);
    Map<Metric, Budget> budgets = new EnumMap<>(Metric.class);
    Stream.of(new LedgerSeries(labels).series(), new LiveSeries(labels).series())
        .flatMap(list -> list.all().stream())
        .filter(series -> series.metric().isPerRoute())
        .forEach(
            series ->
                budgets.merge(
                    series.metric(),
                    new Budget(series.atRest() ? series.lines() : 0, series.lines()),
                    Budget::plus));
    return budgets;
  }

  /** Returns the sum of all. */
  static Budget total() {
    return total(Set.of());
  }

  static Budget total(Set<Integer> listedCodes) {
    Budget all = byMetric(listedCodes).values().stream().reduce(new Budget(0, 0), Budget::plus);
    return new Budget(
        all.atRest, Math.min(all.atMost, RouteMeters.MOST_SERIES - RouteMeters.OF_OTHERS));
  }

  private Budget plus(Budget other) {
    return new Budget(atRest + other.atRest, atMost + other.atMost);
  }
}
