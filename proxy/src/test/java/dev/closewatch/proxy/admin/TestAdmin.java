package dev.closewatch.proxy.admin;

import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.UnaryOperator;

/** An admin port without a token that shows everything as it is. */
final class TestAdmin {
  private TestAdmin() {}

  static Future<AdminServer> start(
      Vertx vertx,
      HostPort listen,
      ProxyMeters meters,
      FakeRelay relay,
      EventHistory history,
      EventStream stream,
      Watch watch) {
    AdminServer.Options options = new AdminServer.Options(listen, AdminAccess.DEFAULTS);
    return AdminServer.start(vertx, options, sources(meters, relay, history, stream, watch));
  }

  static Future<AdminServer> start(
      Vertx vertx,
      HostPort listen,
      ProxyMeters meters,
      FakeRelay relay,
      EventHistory history,
      EventStream stream,
      Watch watch,
      ClientPatience.Bounds bounds) {
    AdminServer.Options options =
        new AdminServer.Options(listen, AdminAccess.DEFAULTS, bounds, 2_000);
    return AdminServer.start(vertx, options, sources(meters, relay, history, stream, watch));
  }

  static AdminServer.Sources sources(
      ProxyMeters meters, FakeRelay relay, EventHistory history, EventStream stream, Watch watch) {
    return new AdminServer.Sources(
        meters, relay, relay, history, stream, watch, UnaryOperator.identity());
  }
}
