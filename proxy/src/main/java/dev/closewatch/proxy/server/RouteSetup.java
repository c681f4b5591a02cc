package dev.closewatch.proxy.server;

import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.OwnReason;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.proxy.config.CodeMeaning;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.RouteConfig;
import dev.closewatch.proxy.config.RoutesConfig;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.route.Routes;
import dev.closewatch.proxy.upstream.KnownUpstreams;
import java.util.List;
import java.util.Map;

/** What a configuration means for where requests lead. */
final class RouteSetup {
  private RouteSetup() {}

  /**
   * Returns the table of routes.
   *
   * @param known instances that are there already keep their connections and outages
   */
  static Routes of(ProxyConfig config, KnownUpstreams known) {
    WatchConfig ofAll = config.watch();
    Route home =
        new Route(
            RoutesConfig.DEFAULT_ROUTE,
            known.at(config.upstreams()),
            causes(ofAll.causes(), ofAll.policyCodes(), ofAll.meanings()));
    return new Routes(
        home, config.routes().routes().stream().map(route -> place(route, ofAll, known)).toList());
  }

  private static Routes.Place place(RouteConfig route, WatchConfig ofAll, KnownUpstreams known) {
    CauseFinder causes =
        causes(
            route.causesWith(ofAll.causes()),
            route.policyCodesWith(ofAll.policyCodes()),
            route.meaningsWith(ofAll.meanings()));
    return new Routes.Place(
        new Route(route.name(), known.at(route.upstreams()), causes), route.hosts(), route.path());
  }

  private static CauseFinder causes(
      List<OwnReason> own, Map<Integer, PolicyCause> codes, List<CodeMeaning> meanings) {
    return new CauseFinder(ReasonWords.shipped().withOwn(own), codes, CodeMeaning.byCode(meanings));
  }
}
