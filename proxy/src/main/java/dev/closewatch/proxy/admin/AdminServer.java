package dev.closewatch.proxy.admin;

import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.RelayView;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/**
 * Serves metrics, health, events, open connections and the catalogue of close codes, over plain
 * HTTP/1.1, without a login: to be bound to an address that only operators reach.
 *
 * <table>
 *   <caption>Paths</caption>
 *   <tr><td>{@code /}</td><td>the live page, whose parts are under {@code /page/}</td></tr>
 *   <tr><td>{@code /metrics}</td><td>Prometheus text, or OpenMetrics by {@code Accept}</td></tr>
 *   <tr><td>{@code /health/live}</td><td>200 as long as the process answers</td></tr>
 *   <tr><td>{@code /health/ready}</td><td>200 while new connections are taken, else 503</td></tr>
 *   <tr><td>{@code /api/closes}</td><td>the newest closes, filtered</td></tr>
 *   <tr><td>{@code /api/closes/stream}</td><td>closes and more, as they come</td></tr>
 *   <tr><td>{@code /api/schema/close}</td><td>the JSON Schema of a close; and so on</td></tr>
 *   <tr><td>{@code /api/handshakes}</td><td>the newest handshakes not upgraded</td></tr>
 *   <tr><td>{@code /api/connections}</td><td>open connections</td></tr>
 *   <tr><td>{@code /api/peers} ...</td><td>see {@link PeerRoutes}</td></tr>
 *   <tr><td>{@code /api/codes}</td><td>what every close code means</td></tr>
 *   <tr><td>{@code /api/codes/1005}</td><td>what one of them means</td></tr>
 *   <tr><td>{@code /api/codes/1005/vs/1008}</td><td>how two of them differ</td></tr>
 * </table>
 *
 * <p>Errors are {@code {"error":"..."}} with 400, 404, 405, 414, 431, 500 or 503.
 */
public final class AdminServer {
  private static final String WORKERS = "closewatch-admin";

  /** One for a scrape, and one that answers beside it. */
  private static final int WORKER_COUNT = 2;

  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEADER_BYTES = 8192;

  private final HttpServer server;
  private final WorkerExecutor workers;

  private AdminServer(HttpServer server, WorkerExecutor workers) {
    this.server = server;
    this.workers = workers;
  }

  /**
   * Starts to listen.
   *
   * @param listen port 0 lets the system choose
   * @param relay asked on event loops, so it must not block
   * @return fails with the cause if the address cannot be had
   */
  public static Future<AdminServer> start(
      Vertx vertx,
      HostPort listen,
      ProxyMeters meters,
      RelayView relay,
      EventHistory history,
      EventStream stream,
      Watch watch) {
    return start(vertx, listen, meters, relay, history, stream, watch, ClientPatience.Bounds.USUAL);
  }

  static Future<AdminServer> start(
      Vertx vertx,
      HostPort listen,
      ProxyMeters meters,
      RelayView relay,
      EventHistory history,
      EventStream stream,
      Watch watch,
      ClientPatience.Bounds bounds) {
    WorkerExecutor workers = vertx.createSharedWorkerExecutor(WORKERS, WORKER_COUNT);
    ClientPatience patience = new ClientPatience(vertx, bounds);
    AdminRoutes routes = new AdminRoutes(meters, relay, history, watch, workers);
    StreamRoutes streams =
        new StreamRoutes(
            stream,
            meters,
            workers,
            bounds.streaming(),
            patience::streams,
            (context, message) -> AdminRoutes.error(context, 503, message));
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(listen.host())
            .setPort(listen.port())
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setHttp2ClearTextEnabled(false);
    return vertx
        .createHttpServer(options)
        .connectionHandler(patience::connected)
        .invalidRequestHandler(AdminRoutes::unreadable)
        .requestHandler(routes.router(vertx, patience::requested, streams))
        .listen()
        .map(server -> new AdminServer(server, workers))
        .onFailure(e -> workers.close());
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Stops to listen and ends what is open; complete when all of that is done. */
  public Future<Void> close() {
    return server.close().eventually(workers::close);
  }
}
