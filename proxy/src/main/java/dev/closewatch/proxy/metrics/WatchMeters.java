package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.finding.Finding;
import dev.closewatch.analyzer.sketch.Window;
import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.PeerCount;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.watch.Figures;
import dev.closewatch.proxy.watch.Watch;
import java.util.List;
import java.util.stream.Stream;

/** The meters of peers, flags and findings: they show the watch's latest figures. */
public final class WatchMeters {
  private final Watch watch;
  private final List<String> routes;
  private final WatchConfig config;

  /**
   * Prepares the meters.
   *
   * @param routes the names of the routes
   */
  public WatchMeters(Watch watch, List<String> routes, WatchConfig config) {
    this.watch = watch;
    this.routes = List.copyOf(routes);
    this.config = config;
  }

  /** Adds the meters to those of the process. */
  public void registerIn(ProxyMeters meters) {
    MeterFactory factory = meters.factory();
    createPeers(factory);
    createFindings(factory);
    if (config.topPeers()) {
      factory.createRows(Metric.TOP_PEER_CLOSES, this::topPeers);
    }
    if (config.cohortHeader().isPresent()) {
      factory.createRows(Metric.CLOSES_BY_COHORT, this::cohorts);
    }
  }

  private void createPeers(MeterFactory factory) {
    for (PeerCount what : PeerCount.values()) {
      for (Sender side : Sender.values()) {
        for (Window window : Window.values()) {
          Figures.Distinct of = new Figures.Distinct(what, side, window);
          factory.create(
              Metric.CLOSE_PEERS,
              List.of(what.label(), side.label(), window.label()),
              () -> watch.figures().distinct().getOrDefault(of, 0L));
        }
      }
    }
    for (Rule rule : Rule.values()) {
      List<String> label = List.of(rule.label());
      factory.create(
          Metric.FLAGGED_PEERS, label, () -> watch.figures().flagged().getOrDefault(rule, 0));
      factory.create(
          Metric.PEER_FLAGS, label, () -> watch.figures().raised().getOrDefault(rule, 0L));
    }
    factory.create(Metric.PEERS_TRACKED, List.of(), () -> watch.figures().tracked());
    factory.create(Metric.PEERS_FORGOTTEN, List.of(), () -> watch.figures().forgotten());
  }

  private void createFindings(MeterFactory factory) {
    for (FindingName finding : FindingName.values()) {
      routes(finding).forEach(route -> createFinding(factory, finding, route));
    }
  }

  private void createFinding(MeterFactory factory, FindingName finding, String route) {
    factory.create(
        Metric.FINDINGS, List.of(finding.label(), route), () -> standing(finding, route));
  }

  /** Adds those of a route that is new. */
  public void addRoute(ProxyMeters meters, String route) {
    for (FindingName finding : FindingName.values()) {
      if (finding != FindingName.IDENTITY_COLLAPSED) {
        createFinding(meters.factory(), finding, route);
      }
    }
  }

  /** Whether clients can be told apart is a question about the whole process. */
  private List<String> routes(FindingName finding) {
    return finding == FindingName.IDENTITY_COLLAPSED ? List.of(Finding.ALL_ROUTES) : routes;
  }

  private long standing(FindingName name, String route) {
    return watch.figures().findings().stream()
        .filter(finding -> finding.name() == name && finding.route().equals(route))
        .count();
  }

  private Stream<MeterFactory.Row> topPeers() {
    return watch.figures().top().stream()
        .map(
            top ->
                new MeterFactory.Row(
                    List.of(top.what().label(), top.peer(), top.window().label()), top.closes()));
  }

  private Stream<MeterFactory.Row> cohorts() {
    return watch.cohorts().rows().stream()
        .map(
            row ->
                new MeterFactory.Row(List.of(row.route(), row.cohort(), row.kind()), row.closes()));
  }
}
