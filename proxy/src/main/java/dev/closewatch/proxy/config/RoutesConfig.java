package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where requests lead.
 *
 * @param upstreams the instances of the service that gets what no route takes; if there are none,
 *     such a request is answered 404
 * @param routes in any order: the most specific one wins
 * @param dnsServers who is asked for the addresses of names; if there are none, the system's
 */
public record RoutesConfig(
    List<UpstreamUrl> upstreams, List<RouteConfig> routes, List<HostPort> dnsServers) {
  /**
   * The label of what no other route takes, and of requests that could not be read far enough to
   * say which.
   */
  public static final String DEFAULT_ROUTE = "default";

  /** Keeps copies. */
  public RoutesConfig {
    upstreams = List.copyOf(upstreams);
    routes = List.copyOf(routes);
    dnsServers = List.copyOf(dnsServers);
    if (upstreams.isEmpty() && routes.isEmpty()) {
      throw new IllegalArgumentException("no upstream");
    }
  }

  /** One service, which gets everything. */
  public static RoutesConfig to(List<UpstreamUrl> upstreams) {
    return new RoutesConfig(upstreams, List.of(), List.of());
  }

  /** Returns whether an upstream is a Unix socket. */
  public boolean leadToFiles() {
    return allUpstreams().anyMatch(UpstreamUrl::isFile);
  }

  /** Returns all instances that any request may lead to. */
  public Stream<UpstreamUrl> allUpstreams() {
    return Stream.concat(
        upstreams.stream(), routes.stream().flatMap(route -> route.upstreams().stream()));
  }

  /** Returns all labels, that of the default among them wherever it leads. */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of(DEFAULT_ROUTE));
    routes.forEach(route -> names.add(route.name()));
    return names;
  }
}
