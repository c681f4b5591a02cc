package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.NoSink;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of the admin port that takes its time, or too much of anything, is sent away. */
@Timeout(60)
class ClientPatienceIT {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final int CROWD = 20;
  private static final Duration LONG = Duration.ofHours(1);
  private static final String HEAD_WITHOUT_ITS_END = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final FakeRelay relay = new FakeRelay();
  private final EventHistory history = new EventHistory(null);
  private final Watch watch = new Watch(WatchConfig.DEFAULTS, List.of(history));
  private final ProxyMeters meters =
      new ProxyMeters(List.of("default"), 1, Set.of(), "1", "x", new NoSink());

  @AfterEach
  void stop() throws Exception {
    join(vertx.close());
    watch.close();
    meters.close();
  }

  @Test
  void aClientThatSendsItsHeadByteByByteIsDisconnected() throws Exception {
    int port = start(new ClientPatience.Bounds(SHORT, LONG, LONG, LONG, 10));
    try (Socket socket = new RawExchange(port).connect()) {
      trickleUntilTheEnd(socket);
    }
  }

  @Test
  void aClientThatSendsItsBodyByteByByteIsDisconnected() throws Exception {
    int port = start(new ClientPatience.Bounds(LONG, SHORT, LONG, LONG, 10));
    try (Socket socket = new RawExchange(port).connect()) {
      String head =
          "POST /api/observe HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 1000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      trickleUntilTheEnd(socket);
    }
    assertThat(relay.shedding().observed("default")).isTrue();
  }

  @Test
  void aClientThatSendsNothingAfterAnAnswerIsDisconnected() throws Exception {
    int port = start(new ClientPatience.Bounds(LONG, LONG, SHORT, LONG, 10));
    // Without "Connection: close": that the answer ends at all is the server's doing.
    assertThat(new RawExchange(port).send(HEAD_WITHOUT_ITS_END + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aConnectionWhoseAnswerDoesNotComeIsEnded() throws Exception {
    Promise<List<OpenConnection>> never = Promise.promise();
    relay.connections = never.future();
    int port = start(new ClientPatience.Bounds(LONG, SHORT, LONG, LONG, 10));
    assertThat(
            new RawExchange(port).send("GET /api/connections HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .isEmpty();
  }

  @Test
  void aClientThatDoesNotTakeItsAnswersIsDisconnected() throws Exception {
    for (int i = 0; i < 1000; i++) {
      history.closed(SampleEvents.observed(SampleEvents.close()));
    }
    int port = start(new ClientPatience.Bounds(LONG, LONG, SHORT, LONG, 1));
    try (Socket first = new RawExchange(port).connect()) {
      // 24 MB of answers, more than the kernel takes for somebody who does not read.
      String requests = "GET /api/closes?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20);
      first.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
      Eventually.get("room for another", () -> answerOnceThereIsRoom(port), a -> !a.isEmpty());
    }
  }

  @Test
  void aConnectionTooManyIsEnded() throws Exception {
    int port = start(new ClientPatience.Bounds(LONG, LONG, LONG, LONG, 1));
    RawExchange exchange = new RawExchange(port);
    try (Socket first = exchange.connect()) {
      // An answer shows that the server knows of this connection.
      first
          .getOutputStream()
          .write((HEAD_WITHOUT_ITS_END + "\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(first.getInputStream().read()).isEqualTo('H');
      try (Socket second = exchange.connect()) {
        assertThat(endOf(second)).isTrue();
      }
    }
  }

  @Test
  void aCrowdThatSendsItsHeadsByteByByteHoldsThePortForNoLongerThanOneHead() throws Exception {
    int port = start(new ClientPatience.Bounds(Duration.ofMillis(500), LONG, LONG, LONG, CROWD));
    RawExchange exchange = new RawExchange(port);
    List<Socket> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(exchange.connect());
    }
    for (Socket socket : crowd) {
      trickleUntilTheEnd(socket);
      socket.close();
    }
    Eventually.get("room for another", () -> answerOnceThereIsRoom(port), a -> !a.isEmpty());
  }

  @Test
  void anEndedConnectionMakesRoomForTheNext() throws Exception {
    int port = start(new ClientPatience.Bounds(LONG, LONG, LONG, LONG, 1));
    for (int i = 0; i < 5; i++) {
      assertThat(answerOnceThereIsRoom(port)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aRequestThatIsTooLargeOrNoneIsRefusedAndTheConnectionEnded() throws Exception {
    RawExchange exchange = new RawExchange(start(ClientPatience.Bounds.USUAL));
    String tooLarge = HEAD_WITHOUT_ITS_END + "X: " + "x".repeat(20_000) + "\r\n\r\n";
    assertThat(exchange.send(tooLarge))
        .matches("(?s)HTTP/1.. 431 .*\\{\"error\":\"the request's headers are too long\"}");
    String tooLong = "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assertThat(exchange.send(tooLong))
        .matches("(?s)HTTP/1.. 414 .*\\{\"error\":\"the request's path is too long\"}");
    assertThat(exchange.send("\1\2\3\r\n\r\n"))
        .matches("(?s)HTTP/1.. 400 .*\\{\"error\":\"this is no HTTP request\"}");
  }

  /** A client can see the end of its connection before the server has taken note of it. */
  private static String answerOnceThereIsRoom(int port) {
    String request = HEAD_WITHOUT_ITS_END + "Connection: close\r\n\r\n";
    String answer = "";
    for (int attempt = 0; attempt < 1000 && answer.isEmpty(); attempt++) {
      try {
        answer = new RawExchange(port).send(request);
      } catch (IOException e) {
        // turned away by a reset: no room yet
      }
    }
    return answer;
  }

  private int start(ClientPatience.Bounds bounds) throws Exception {
    HostPort listen = new HostPort("127.0.0.1", 0);
    return join(TestAdmin.start(
            vertx, listen, meters, relay, history, new EventStream(), watch, bounds))
        .port();
  }

  /** Writes a head that never ends, a byte every 20 ms, until the other side has had enough. */
  private static void trickleUntilTheEnd(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(HEAD_WITHOUT_ITS_END.getBytes(StandardCharsets.US_ASCII));
    socket.setSoTimeout(20);
    while (true) {
      try {
        assertThat(socket.getInputStream().read()).isNegative();
        return;
      } catch (SocketTimeoutException e) {
        if (!written(out)) {
          return;
        }
      }
    }
  }

  private static boolean written(OutputStream out) {
    try {
      out.write('x');
      return true;
    } catch (IOException e) {
      return false; // the end came in between
    }
  }

  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true; // a reset is an end too
    }
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
