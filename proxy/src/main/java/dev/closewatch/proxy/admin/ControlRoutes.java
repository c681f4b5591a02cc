package dev.closewatch.proxy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.proxy.config.DrainConfig;
import dev.closewatch.proxy.config.Syntax;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.DrainOrder;
import dev.closewatch.proxy.observe.DrainStatus;
import dev.closewatch.proxy.observe.RelayControl;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What does something.
 *
 * <table>
 *   <caption>Requests</caption>
 *   <tr><td>{@code POST /api/drain}</td><td>begins to end what is open: 202</td></tr>
 *   <tr><td>{@code GET /api/drain}</td><td>how far that is</td></tr>
 *   <tr><td>{@code DELETE /api/connections/ID}</td><td>ends one connection: 202, 404</td></tr>
 * </table>
 *
 * <p>{@link Access} turns away what a browser says to come from another site. That a body has to be
 * called JSON stops those that do not say it: no form can send that, and a script of another site
 * only after a question that gets no answer, as for DELETE.
 */
final class ControlRoutes {
  private static final Logger LOG = System.getLogger(ControlRoutes.class.getName());
  private static final String DRAIN = "/api/drain";
  private static final String CONNECTION = "/api/connections/";
  private static final String JSON = "application/json";
  private static final int MOST_BODY_BYTES = 1_024;
  private static final int MOST_ID_CHARS = 64;
  private static final int RELAY_SECONDS = 5;
  private static final Set<String> FIELDS = Set.of("time", "delay", "code");
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final RelayControl control;
  private final ProxyMeters meters;
  private final WorkerExecutor workers;

  ControlRoutes(RelayControl control, ProxyMeters meters, WorkerExecutor workers) {
    this.control = control;
    this.meters = meters;
    this.workers = workers;
  }

  void mount(Router router) {
    AdminRoutes.get(router, DRAIN, context -> sendStatus(context, 200, control.drainStatus()));
    post(router, DRAIN, this::drain);
    router
        .route(CONNECTION + ":id")
        .method(HttpMethod.DELETE)
        .handler(context -> end(context, String.valueOf(context.pathParam("id"))));
  }

  /** A request with a small body that is called JSON, or with none that is called so too. */
  static void post(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.POST).handler(ControlRoutes::requireJson);
    router
        .route(path)
        .method(HttpMethod.POST)
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
        .handler(handler);
  }

  /** Returns what can be asked for at a path. */
  static String allowed(@Nullable String path) {
    if (DRAIN.equals(path) || ObserveRoutes.PATH.equals(path)) {
      return "GET, HEAD, POST";
    }
    return path != null && path.startsWith(CONNECTION) ? "DELETE" : "GET, HEAD";
  }

  private static void requireJson(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    String essence = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (essence.equals(JSON)) {
      context.next();
    } else {
      AdminRoutes.error(context, 415, "this needs the header Content-Type: " + JSON);
    }
  }

  private void drain(RoutingContext context) {
    DrainStatus begun = control.drain(order(context.body().buffer()));
    LOG.log(
        Level.INFO, "by the admin port: what is open is drained; GET " + DRAIN + " says how far");
    sendStatus(context, 202, begun);
  }

  private static DrainOrder order(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      return DrainOrder.USUAL;
    }
    JsonNode fields;
    try {
      fields = MAPPER.readTree(body.getBytes());
    } catch (JsonProcessingException e) {
      throw new BadParameter("body", "must be JSON", "");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
    if (!fields.isObject()) {
      throw new BadParameter("body", "must be a JSON object", fields.toString());
    }
    for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new BadParameter("field", "must be one of code, delay, time", name);
      }
    }
    return new DrainOrder(
        value(fields, "delay", DrainConfig.DELAY),
        value(fields, "time", DrainConfig.TIME),
        value(fields, "code", DrainConfig.CODE));
  }

  private static <T> @Nullable T value(JsonNode fields, String name, Syntax<T> syntax) {
    JsonNode value = fields.get(name);
    if (value == null) {
      return null;
    }
    try {
      return syntax.read().apply(value.isContainerNode() ? value.toString() : value.asText());
    } catch (IllegalArgumentException e) {
      throw new BadParameter(name, "must be " + form(syntax), value.asText());
    }
  }

  private static String form(Syntax<?> syntax) {
    return syntax.form().isEmpty()
        ? syntax.placeholder().replace("|", " or ")
        : "a time, " + syntax.form();
  }

  private void sendStatus(RoutingContext context, int status, DrainStatus drain) {
    Future<Long> open = workers.executeBlocking(() -> meters.totals().active(), false);
    open.onSuccess(count -> AdminRoutes.sendJson(context, status, ApiJson.drain(drain, count)))
        .onFailure(context::fail);
  }

  private void end(RoutingContext context, String id) {
    Future<Boolean> found =
        id.length() > MOST_ID_CHARS ? Future.succeededFuture(false) : control.endConnection(id);
    found
        .timeout(RELAY_SECONDS, TimeUnit.SECONDS)
        .onSuccess(
            there -> {
              if (there) {
                LOG.log(Level.INFO, "by the admin port: connection {0} is ended", id);
                AdminRoutes.sendJson(context, 202, ApiJson.ending(id));
              } else {
                AdminRoutes.error(context, 404, "no open connection has this id");
              }
            })
        .onFailure(context::fail);
  }
}
