package dev.closewatch.proxy.server;

import dev.closewatch.proxy.config.HostPort;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How the names of upstreams are resolved, and how long an answer counts. */
final class NameServers {
  /** Or a crowd of connections would be a crowd of questions. */
  private static final int LEAST_SECONDS = 1;

  private static final int MOST_SECONDS = 300;
  private static final int PATIENCE_MILLIS = 2_000;

  private NameServers() {}

  /**
   * Returns what Vert.x is told.
   *
   * @param servers if there are none, the system's
   */
  static AddressResolverOptions options(List<HostPort> servers) {
    AddressResolverOptions options =
        new AddressResolverOptions()
            .setCacheMinTimeToLive(LEAST_SECONDS)
            .setCacheMaxTimeToLive(MOST_SECONDS)
            .setCacheNegativeTimeToLive(0) // cached, it would not say why: NameDialer keeps it
            .setQueryTimeout(PATIENCE_MILLIS)
            .setHostsRefreshPeriod(MOST_SECONDS)
            .setHostsRefreshPeriodUnit(TimeUnit.SECONDS);
    servers.forEach(server -> options.addServer(server.host() + ":" + server.port()));
    return options;
  }
}
