package dev.closewatch.proxy.admin;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long clients may take, and how many there may be at once. Idle timeouts are not enough: who
 * sends or takes one byte at a time is never idle. So each step has to be done in time as a whole.
 */
final class ClientPatience {
  /**
   * The bounds.
   *
   * @param firstRequest from the connection to the end of its first request's head
   * @param answer from there until the answer has been handed to the connection
   * @param nextRequest from there, the time for the answer to be taken and the next head to arrive;
   *     longer than the usual time between two scrapes
   * @param streaming without a byte taken by a reader of a stream that has more to read
   * @param connections open at once; a further one is closed
   */
  record Bounds(
      Duration firstRequest,
      Duration answer,
      Duration nextRequest,
      Duration streaming,
      int connections) {
    static final Bounds USUAL =
        new Bounds(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(90),
            Duration.ofSeconds(60),
            256);
  }

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Bounds bounds;
  private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();

  ClientPatience(Vertx vertx, Bounds bounds) {
    this.vertx = vertx;
    this.bounds = bounds;
  }

  /** A client has connected. */
  void connected(HttpConnection connection) {
    if (timers.size() >= bounds.connections()) {
      connection.close();
      return;
    }
    timers.put(connection, timer(connection, bounds.firstRequest()));
    connection.closeHandler(
        closed -> {
          Long timer = timers.remove(connection);
          if (timer != null) {
            vertx.cancelTimer(timer);
          }
        });
  }

  /** A request's head has come. */
  void requested(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    await(connection, bounds.answer());
    context.addEndHandler(ended -> await(connection, bounds.nextRequest()));
    context.next();
  }

  /** The answer has begun and has no end: somebody else sees to it that it is taken. */
  void streams(HttpConnection connection) {
    timers.computeIfPresent(
        connection,
        (same, timer) -> {
          vertx.cancelTimer(timer);
          return NO_TIMER;
        });
  }

  /** Begins the next step; unless the connection has ended, which an answer's end can follow. */
  private void await(HttpConnection connection, Duration bound) {
    timers.computeIfPresent(
        connection,
        (same, timer) -> {
          vertx.cancelTimer(timer);
          return timer(connection, bound);
        });
  }

  private long timer(HttpConnection connection, Duration bound) {
    return vertx.setTimer(bound.toMillis(), fired -> HardEnd.of(connection));
  }
}
