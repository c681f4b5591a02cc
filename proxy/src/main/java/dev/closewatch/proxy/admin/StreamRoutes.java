package dev.closewatch.proxy.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.proxy.event.SafeJson;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.metrics.Totals;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * {@code /api/closes/stream}: closes, handshakes not upgraded and flags as they come, and the
 * totals each second, as server-sent events. Closes are filtered as those of {@code /api/closes}.
 */
final class StreamRoutes {
  /** How many readers there may be at once; one more is answered 503. */
  static final int MOST_READERS = 32;

  /** The same conditions as for the list; what has not yet happened needs no time. */
  private static final Set<String> PARAMETERS =
      Set.of("route", "kind", "code", "cause", "peer", "requestId");

  private static final long TICK_MILLIS = 1_000;
  private static final int TICKS_A_HEARTBEAT = 15;
  private static final Buffer BEGINNING = Buffer.buffer("retry: 2000\n\n");
  private static final Buffer HEARTBEAT = Buffer.buffer(": heartbeat\n\n");

  private final EventStream stream;
  private final ProxyMeters meters;
  private final WorkerExecutor workers;
  private final Duration patience;
  private final Consumer<HttpConnection> stays;
  private final BiConsumer<RoutingContext, String> tooMany;
  private boolean ticking;
  private boolean summing;
  private int ticks;

  /**
   * Takes what the stream is made of.
   *
   * @param patience how long a reader may take nothing before it is sent away
   * @param stays told of each connection that is not to be ended for its age
   * @param tooMany answers 503
   */
  StreamRoutes(
      EventStream stream,
      ProxyMeters meters,
      WorkerExecutor workers,
      Duration patience,
      Consumer<HttpConnection> stays,
      BiConsumer<RoutingContext, String> tooMany) {
    this.stream = stream;
    this.meters = meters;
    this.workers = workers;
    this.patience = patience;
    this.stays = stays;
    this.tooMany = tooMany;
  }

  void mount(Router router) {
    router
        .route("/api/closes/stream")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(this::open);
  }

  private void open(RoutingContext context) {
    CloseFilter filter = CloseFilter.of(new Parameters(context.queryParams(), PARAMETERS));
    if (stream.readers().size() >= MOST_READERS) {
      tooMany.accept(context, "there are " + MOST_READERS + " readers of the stream already");
      return;
    }
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Accel-Buffering", "no"); // for an nginx in front
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    response.setChunked(true).write(BEGINNING);
    StreamReader reader = new StreamReader(response, filter, context.request().connection());
    context.addEndHandler(ended -> stream.remove(reader));
    stays.accept(context.request().connection());
    stream.add(reader, context.vertx().getOrCreateContext());
    if (!ticking) {
      ticking = true;
      context.vertx().setPeriodic(TICK_MILLIS, timer -> tick(context.vertx(), timer));
    }
  }

  private void tick(Vertx vertx, long timer) {
    if (stream.readers().isEmpty()) {
      vertx.cancelTimer(timer);
      ticking = false;
      return;
    }
    if (++ticks % TICKS_A_HEARTBEAT == 0) {
      stream.readers().forEach(reader -> reader.takeOrLeave(HEARTBEAT));
    }
    for (StreamReader reader : stream.readers()) {
      if (reader.stalledNanos() > patience.toNanos()) {
        stream.remove(reader);
        reader.end();
      }
    }
    if (!summing) { // the last ones may still wait for a scrape
      summing = true;
      workers
          .executeBlocking(() -> json(meters.totals(), Instant.now()), false)
          .onSuccess(
              json -> {
                Buffer totals = EventStream.text("totals", null, json);
                stream.readers().forEach(reader -> reader.takeOrLeave(totals));
              })
          .onComplete(done -> summing = false);
    }
  }

  private static String json(Totals totals, Instant at) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = SafeJson.generator(text)) {
      json.writeStartObject();
      SafeJson.time(json, "at", at);
      json.writeNumberField("opened", totals.opened());
      json.writeNumberField("active", totals.active());
      json.writeNumberField("notUpgraded", totals.notUpgraded());
      json.writeObjectFieldStart("closes");
      for (CloseKind kind : CloseKind.values()) {
        json.writeNumberField(kind.label(), totals.closes().getOrDefault(kind, 0L));
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }
}
