package dev.closewatch.proxy.metrics;

import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.route.Routes;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The meters of upstreams: whether each of them can be reached. */
public final class UpstreamMeters {
  private final Supplier<Routes> routes;

  /**
   * Prepares the meters.
   *
   * @param routes those that are in force, asked for at each scrape
   */
  public UpstreamMeters(Supplier<Routes> routes) {
    this.routes = routes;
  }

  /** Adds the meters to those of the process. */
  public void registerIn(ProxyMeters meters) {
    meters.factory().createRows(Metric.UPSTREAM_UP, this::rows);
  }

  private Stream<MeterFactory.Row> rows() {
    return routes.get().all().stream().flatMap(UpstreamMeters::rows);
  }

  private static Stream<MeterFactory.Row> rows(Route route) {
    return route.upstreams().all().stream()
        .map(
            upstream ->
                new MeterFactory.Row(
                    List.of(upstream.url().toString(), route.name()), upstream.leftOut() ? 0 : 1));
  }
}
