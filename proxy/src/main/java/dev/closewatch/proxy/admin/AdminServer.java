package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.RelayControl;
import dev.closewatch.proxy.observe.RelayView;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Serves metrics, health, events, open connections and the catalogue of close codes, over plain
 * HTTP/1.1, to whom {@link Access} lets in.
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
 *   <tr><td>{@code /api/drain} ...</td><td>see {@link ControlRoutes}</td></tr>
 *   <tr><td>{@code /api/peers} ...</td><td>see {@link PeerRoutes}</td></tr>
 *   <tr><td>{@code /api/codes}</td><td>what every close code means</td></tr>
 *   <tr><td>{@code /api/codes/1005}</td><td>what one of them means</td></tr>
 *   <tr><td>{@code /api/codes/1005/vs/1008}</td><td>how two of them differ</td></tr>
 * </table>
 *
 * <p>Errors are {@code {"error":"..."}} with 400, 401, 403, 404, 405, 413, 414, 415, 421, 431, 500
 * or 503.
 */
public final class AdminServer {
  private static final String WORKERS = "closewatch-admin";

  /** One for a scrape, and one that answers beside it. */
  private static final int WORKER_COUNT = 2;

  /** How often the file of the token is looked at. */
  private static final long CHECK_MILLIS = 2_000;

  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEADER_BYTES = 8192;

  private final HttpServer server;
  private final WorkerExecutor workers;

  private AdminServer(HttpServer server, WorkerExecutor workers) {
    this.server = server;
    this.workers = workers;
  }

  /**
   * Where it listens, and to whom.
   *
   * @param listen port 0 lets the system choose
   * @param access who is answered
   * @param bounds on what clients may take
   * @param checkMillis how often the file of the token is looked at
   */
  public record Options(
      HostPort listen, AdminAccess access, ClientPatience.Bounds bounds, long checkMillis) {
    public Options(HostPort listen, AdminAccess access) {
      this(listen, access, ClientPatience.Bounds.USUAL, CHECK_MILLIS);
    }
  }

  /**
   * What it shows, and what it can act on.
   *
   * @param relay asked on event loops, so it must not block
   * @param control what is told to do something; likewise
   * @param shown what is shown of a connection that is open
   */
  public record Sources(
      ProxyMeters meters,
      RelayView relay,
      RelayControl control,
      EventHistory history,
      EventStream stream,
      Watch watch,
      UnaryOperator<Opening> shown) {}

  /**
   * Starts to listen.
   *
   * @return fails with the cause if the address cannot be had
   * @throws IllegalArgumentException with one line that says why the token cannot be used
   */
  public static Future<AdminServer> start(Vertx vertx, Options options, Sources sources) {
    EventStream stream = sources.stream();
    AdminAccess access = options.access();
    ClientPatience.Bounds bounds = options.bounds();
    // Whoever reads the stream was let in by the token that was.
    TokenSource tokens = new TokenSource(access, () -> stream.readers().forEach(StreamReader::end));
    WorkerExecutor workers = vertx.createSharedWorkerExecutor(WORKERS, WORKER_COUNT);
    ClientPatience patience = new ClientPatience(vertx, bounds);
    AdminRoutes routes = new AdminRoutes(sources, workers);
    StreamRoutes streams =
        new StreamRoutes(
            stream,
            sources.meters(),
            workers,
            bounds.streaming(),
            patience::streams,
            (context, message) -> AdminRoutes.error(context, 503, message));
    List<Handler<RoutingContext>> first =
        List.of(patience::requested, new Access(tokens, access.hosts()));
    if (tokens.isFile()) {
      vertx.setPeriodic(
          options.checkMillis(),
          timer -> workers.executeBlocking(Executors.callable(tokens::refresh), false));
    }
    HttpServerOptions server =
        new HttpServerOptions()
            .setHost(options.listen().host())
            .setPort(options.listen().port())
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setHttp2ClearTextEnabled(false);
    return vertx
        .createHttpServer(server)
        .connectionHandler(patience::connected)
        .invalidRequestHandler(AdminRoutes::unreadable)
        .requestHandler(routes.router(vertx, first, streams))
        .listen()
        .map(listening -> new AdminServer(listening, workers))
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
