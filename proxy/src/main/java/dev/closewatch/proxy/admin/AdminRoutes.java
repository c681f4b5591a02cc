package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.proxy.event.EventSchema;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.metrics.Scrape;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.observe.RelayControl;
import dev.closewatch.proxy.observe.RelayView;
import dev.closewatch.proxy.watch.Watch;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Which path gives what. Whatever takes longer than a look at a field is done by the workers, since
 * the event loop that brings the request may be one that relays.
 */
final class AdminRoutes {
  private static final Logger LOG = System.getLogger(AdminRoutes.class.getName());
  private static final String JSON = "application/json";
  private static final String DESCRIPTION = "openapi.json";
  private static final String SCHEMA = "application/schema+json";
  private static final String MARKDOWN = "text/markdown; charset=utf-8";
  private static final int RELAY_SECONDS = 5;

  private final ProxyMeters meters;
  private final RelayView relay;
  private final RelayControl control;
  private final EventHistory history;
  private final Watch watch;
  private final UnaryOperator<Opening> shown;
  private final WorkerExecutor workers;

  AdminRoutes(AdminServer.Sources sources, WorkerExecutor workers) {
    meters = sources.meters();
    relay = sources.relay();
    control = sources.control();
    history = sources.history();
    watch = sources.watch();
    shown = sources.shown();
    this.workers = workers;
  }

  /** Returns the router, with {@code first}, in this order, in front of every path. */
  Router router(Vertx vertx, List<Handler<RoutingContext>> first, StreamRoutes streams) {
    Router router = Router.router(vertx);
    first.forEach(router.route()::handler);
    PageRoutes.mount(router);
    get(router, "/metrics", this::metrics);
    get(router, "/health/live", this::live);
    get(router, "/health/ready", this::ready);
    get(router, "/api/closes", this::closes);
    get(router, "/api/handshakes", this::handshakes);
    get(router, "/api/connections", this::connections);
    new ControlRoutes(control, meters, workers).mount(router);
    streams.mount(router);
    new ObserveRoutes(relay.shedding()).mount(router);
    new CodeRoutes(this::sendJson).mount(router);
    new PeerRoutes(watch, history, peerAnswers()).mount(router);
    for (EventSchema schema : EventSchema.values()) {
      Buffer text = Buffer.buffer(schema.text());
      get(router, "/api/schema/" + schema.word(), context -> send(context, 200, SCHEMA, text));
    }
    Buffer description = description();
    get(router, "/api/openapi.json", context -> send(context, 200, JSON, description));
    router.errorHandler(400, context -> error(context, 400, "the request cannot be understood"));
    router.errorHandler(404, context -> error(context, 404, "there is nothing at this path"));
    router.errorHandler(
        405,
        context -> {
          String allowed = ControlRoutes.allowed(context.request().path());
          context.response().putHeader(HttpHeaders.ALLOW, allowed);
          String all = allowed.replaceFirst(", (\\w+)$", " and $1");
          error(
              context,
              405,
              "only " + all + (all.equals(allowed) ? " is" : " are") + " possible here");
        });
    router.errorHandler(413, context -> error(context, 413, "the request's body is too large"));
    router.errorHandler(500, AdminRoutes::failed);
    return router;
  }

  private static Buffer description() {
    try (InputStream in = AdminRoutes.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + DESCRIPTION);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + DESCRIPTION + " failed", e);
    }
  }

  /** Answers what is no HTTP request, or too large a one, and ends the connection. */
  static void unreadable(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      send(request.response(), 414, JSON, ApiJson.error("the request's path is too long"));
    } else if (cause instanceof TooLongHttpHeaderException) {
      send(request.response(), 431, JSON, ApiJson.error("the request's headers are too long"));
    } else {
      send(request.response(), 400, JSON, ApiJson.error("this is no HTTP request"));
    }
    request.connection().close();
  }

  static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private void metrics(RoutingContext context) {
    String accept = String.join(",", context.request().headers().getAll(HttpHeaders.ACCEPT));
    work(
        context,
        () -> meters.scrape(accept),
        (Scrape scrape) -> send(context, 200, scrape.contentType(), Buffer.buffer(scrape.body())));
  }

  private void live(RoutingContext context) {
    send(context, 200, JSON, ApiJson.health("live", true, relay.state()));
  }

  private void ready(RoutingContext context) {
    ProxyState state = relay.state();
    boolean ready = state == ProxyState.READY;
    send(context, ready ? 200 : 503, JSON, ApiJson.health("ready", ready, state));
  }

  private void closes(RoutingContext context) {
    Set<String> known = new HashSet<>(CloseFilter.PARAMETERS);
    known.add(Parameters.LIMIT);
    known.add(Parameters.LANG);
    Parameters parameters = new Parameters(context.queryParams(), known);
    Lang lang = parameters.lang();
    CloseFilter filter = CloseFilter.of(parameters);
    int limit = parameters.limit();
    sendJson(context, () -> ApiJson.closes(history.closes(filter, limit + 1), limit, lang));
  }

  private void handshakes(RoutingContext context) {
    int limit = limitAlone(context);
    sendJson(context, () -> ApiJson.handshakes(history.handshakes(limit + 1), limit));
  }

  private void connections(RoutingContext context) {
    int limit = limitAlone(context);
    relay
        .openConnections(limit + 1)
        .timeout(RELAY_SECONDS, TimeUnit.SECONDS)
        .onSuccess(open -> sendJson(context, () -> connections(open, limit)))
        .onFailure(context::fail);
  }

  private Buffer connections(List<OpenConnection> open, int limit) {
    List<OpenConnection> all =
        open.stream().map(one -> one.with(shown.apply(one.opening()))).toList();
    return ApiJson.connections(all, limit, Instant.now());
  }

  private static int limitAlone(RoutingContext context) {
    return new Parameters(context.queryParams(), Set.of(Parameters.LIMIT)).limit();
  }

  private void sendJson(RoutingContext context, Callable<Buffer> body) {
    work(context, body, (Buffer json) -> send(context, 200, JSON, json));
  }

  private <T> void work(RoutingContext context, Callable<T> work, Handler<T> then) {
    Future<T> done = workers.executeBlocking(work, false);
    done.onSuccess(then).onFailure(context::fail);
  }

  private PeerRoutes.Answers peerAnswers() {
    return new PeerRoutes.Answers() {
      @Override
      public void json(RoutingContext context, Callable<Buffer> body) {
        sendJson(context, body);
      }

      @Override
      public void markdown(RoutingContext context, Callable<Buffer> body) {
        work(context, body, (Buffer page) -> send(context, 200, MARKDOWN, page));
      }

      @Override
      public void notFound(RoutingContext context, String message) {
        error(context, 404, message);
      }
    };
  }

  private static void failed(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure instanceof BadParameter) {
      error(context, 400, String.valueOf(failure.getMessage()));
    } else if (failure instanceof HttpException http) {
      error(context, http.getStatusCode(), "the request cannot be understood");
    } else if (failure instanceof TimeoutException) {
      error(context, 503, "the relay has not answered in time");
    } else {
      LOG.log(Level.WARNING, "answering " + context.request().path() + " failed", failure);
      error(context, 500, "the answer failed; the log says why");
    }
  }

  static void error(RoutingContext context, int status, String message) {
    send(context, status, JSON, ApiJson.error(message));
  }

  static void sendJson(RoutingContext context, int status, Buffer body) {
    send(context.response(), status, JSON, body);
  }

  private static void send(RoutingContext context, int status, String type, Buffer body) {
    send(context.response(), status, type, body);
  }

  private static void send(HttpServerResponse response, int status, String type, Buffer body) {
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body);
  }
}
