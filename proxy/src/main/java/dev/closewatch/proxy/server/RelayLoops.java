package dev.closewatch.proxy.server;

import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.listener.LoopSettings;
import dev.closewatch.proxy.listener.PortClaim;
import dev.closewatch.proxy.listener.RelayLoop;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.overload.LoopLateness;
import dev.closewatch.proxy.relay.DrainPlan;
import dev.closewatch.proxy.route.Routes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The event loops that relay, all on one port. */
final class RelayLoops {
  private final List<RelayLoop> loops = new ArrayList<>();

  private volatile Routes routes;

  private RelayLoops(Routes routes) {
    this.routes = routes;
  }

  /**
   * Starts the loops one after the other: the first takes the port, the others share it.
   *
   * @throws StartException if one of them cannot listen; those that can are ended with their Vert.x
   */
  static RelayLoops start(
      Vertx vertx,
      ProxyConfig config,
      LoopSettings settings,
      ProxyMeters meters,
      LoopLateness lateness,
      int count)
      throws StartException {
    HostPort listen = config.listen();
    String fault = "cannot listen on " + listen;
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    try {
      if (!config.reusePort() || address.isUnresolved()) {
        PortClaim.check(address);
      }
    } catch (IOException e) {
      throw new StartException(fault + ": " + e.getMessage(), e);
    }
    RelayLoops all = new RelayLoops(settings.routes());
    for (int i = 0; i < count; i++) {
      int number = i;
      RelayLoop loop =
          new RelayLoop(
              address,
              settings,
              route -> meters.observer(number, route),
              lagNanos -> {
                meters.eventLoopLag(number, lagNanos);
                lateness.report(number, lagNanos, System.nanoTime());
              });
      Waits.await(vertx.deployVerticle(loop), fault);
      all.loops.add(loop);
      address = new InetSocketAddress(address.getAddress(), loop.port());
    }
    return all;
  }

  /** Returns where requests lead now. */
  Routes routes() {
    return routes;
  }

  int port() {
    return loops.get(0).port();
  }

  /** Has what comes from now on follow other settings; completed when all loops do. */
  Future<?> use(LoopSettings other) {
    routes = other.routes();
    return Future.all(loops.stream().map(loop -> loop.use(other)).toList());
  }

  /** Returns at most so many open connections. */
  Future<List<OpenConnection>> view(int limit) {
    return Future.all(loops.stream().map(loop -> loop.view(limit)).toList())
        .map(
            all ->
                all.<List<OpenConnection>>list().stream()
                    .flatMap(List::stream)
                    .limit(limit)
                    .toList());
  }

  /** Listens no longer, leaving what is open alone. */
  Future<?> stopListening() {
    return Future.all(loops.stream().map(RelayLoop::stopListening).toList());
  }

  /** Ends one connection, and returns whether there is one of this id. */
  Future<Boolean> end(String id) {
    return Future.all(loops.stream().map(loop -> loop.end(id)).toList())
        .map(all -> all.<Boolean>list().contains(true));
  }

  /** Ends what is open; completed when nothing is any more, or time is up. */
  Future<?> drain(DrainPlan plan) {
    return Future.all(loops.stream().map(loop -> loop.drain(plan)).toList());
  }
}
