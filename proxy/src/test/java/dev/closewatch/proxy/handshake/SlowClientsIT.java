package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A crowd of clients who send, or take, a byte now and then: nobody holds a place for long. */
class SlowClientsIT {
  private static final int CROWD = 40;
  private static final String POST = "POST /up HTTP/1.1\r\nHost: a\r\n";

  private final Proxy.Settings settings = new Proxy.Settings();
  private final List<RawPeer> opened = new ArrayList<>();
  private RawService service;
  private Proxy proxy;

  @BeforeEach
  void start() {
    service = new RawService();
    settings.maxConnections = CROWD;
    settings.handshakeTimeout = Duration.ofSeconds(1);
    settings.bodyTimeout = Duration.ofSeconds(1);
    settings.responseTimeout = Duration.ofSeconds(1);
    proxy = settings.start(service.port());
  }

  @AfterEach
  void stop() {
    opened.forEach(RawPeer::close);
    proxy.close();
    service.close();
  }

  private List<RawPeer> crowd(String first) {
    List<RawPeer> crowd =
        IntStream.range(0, CROWD).mapToObj(i -> RawPeer.connect(proxy.port()).send(first)).toList();
    opened.addAll(crowd);
    return crowd;
  }

  /** Sends a byte of each, again and again, until the proxy has thrown all of them out. */
  private void dribbleUntilAllAreOut(List<RawPeer> crowd, String next) {
    long startNanos = System.nanoTime();
    List<RawPeer> left = new ArrayList<>(crowd);
    for (int i = 0; !left.isEmpty(); i++) {
      String piece = next.substring(i % next.length(), i % next.length() + 1);
      left.removeIf(client -> isOut(client, piece));
      assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(15));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean isOut(RawPeer client, String piece) {
    try {
      client.send(piece);
      return client.hasEnded();
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  /** Each loop accepts in its own time, so that one more may still be let in. */
  private String answerToOneMore() {
    try (RawPeer more = RawPeer.connect(proxy.port())) {
      more.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      return more.readHead();
    }
  }

  private void assertServesOthers() {
    RawPeer client = RawPeer.connect(proxy.port());
    opened.add(client.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n"));
    RawPeer asked = service.accept();
    opened.add(asked);
    while (!asked.readHead().startsWith("GET /other ")) {
      asked = service.accept(); // those before were of the crowd
      opened.add(asked);
    }
    asked.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
  }

  private double hits(String limit) {
    return proxy.metrics().sum("closewatch_limit_hits_total", "limit", limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\nHost: a\r\nX: ", "\r\n"})
  void heads_that_come_byte_by_byte(String first) {
    settings.handshakeTimeout = Duration.ofSeconds(3);
    proxy.close();
    proxy = settings.start(service.port());
    List<RawPeer> crowd = crowd(first);
    Eventually.get("the crowd fills it", this::answerToOneMore, head -> head.contains(" 503 "));

    dribbleUntilAllAreOut(crowd, first.equals("\r\n") ? "\r\n" : "x");
    assertServesOthers();
    assertThat(hits("handshake_time")).isGreaterThan(CROWD / 2.0);
    assertThat(hits("connections")).isPositive();
  }

  @Test
  void the_second_head_of_a_connection_that_is_kept() {
    List<RawPeer> crowd = crowd("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < CROWD; i++) {
      RawPeer asked = service.accept();
      opened.add(asked);
      asked.readHead();
      asked.send("HTTP/1.1 204 No Content\r\n\r\n");
    }
    crowd.forEach(RawPeer::readHead);

    dribbleUntilAllAreOut(crowd, "GET /second HTTP/1.1\r\nX: " + "x".repeat(1_000));
    assertServesOthers();
    assertThat(hits("handshake_time")).isEqualTo(CROWD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfff\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1;x=",
        "Transfer-Encoding: chunked\r\n\r\n0\r\nX: "
      })
  void bodies_that_come_byte_by_byte_are_408(String rest) {
    List<RawPeer> crowd = crowd(POST + rest);
    for (int i = 0; i < CROWD; i++) {
      opened.add(service.accept());
    }
    dribbleUntilAllAreOut(crowd, "x");
    assertServesOthers();
    assertThat(hits("body_time")).isEqualTo(CROWD);
    assertThat(proxy.metrics().sum("closewatch_http_requests_total", "status_class", "4xx"))
        .isEqualTo(CROWD);
  }

  @Test
  void a_body_that_does_not_come_is_408() {
    RawPeer client = RawPeer.connect(proxy.port()).send(POST + "Content-Length: 9\r\n\r\n12345");
    opened.add(client);
    opened.add(service.accept());
    assertThat(client.readHead()).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void a_body_that_makes_progress_may_take_its_time() {
    RawPeer client = RawPeer.connect(proxy.port());
    opened.add(client.send(POST + "Content-Length: 20000\r\n\r\n"));
    RawPeer asked = service.accept();
    opened.add(asked);
    asked.readHead();
    for (int i = 0; i < 20; i++) { // 5,000 bytes a second
      client.send(new byte[1_000]);
      asked.read(1_000);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    asked.send("HTTP/1.1 204 No Content\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
  }

  @Test
  void a_service_that_does_not_take_a_body_is_504() {
    RawPeer client = RawPeer.connect(proxy.port());
    opened.add(client.send(POST + "Content-Length: 50000000\r\n\r\n"));
    opened.add(service.accept());
    Thread upload =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 50; i++) {
                  client.send(new byte[1_000_000]);
                }
              } catch (UncheckedIOException e) {
                // thrown out
              }
            });
    upload.start();

    assertThat(client.readHead()).startsWith("HTTP/1.1 504 ");
    assertThat(hits("response_time")).isEqualTo(1);
  }

  /** The refusal is the service's, and larger than what the kernel takes for a client. */
  @ParameterizedTest
  @ValueSource(strings = {"upgrade", "plain"})
  void clients_that_do_not_take_their_answer(String kind) {
    settings.maxConnections = 0;
    proxy.close();
    proxy = settings.start(service.port());
    String request =
        kind.equals("upgrade") ? proxy.upgradeRequest("/") : "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    RawPeer client = RawPeer.connect(proxy.port(), 4_096).send(request);
    opened.add(client);
    RawPeer asked = service.accept();
    opened.add(asked);
    asked.readHead();
    asked.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 100000000\r\n\r\n");
    Thread answer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 100; i++) {
                  asked.send(new byte[1_000_000]);
                }
              } catch (UncheckedIOException e) {
                // thrown out
              }
            });
    answer.start();

    Eventually.isTrue("it is thrown out", () -> hits("body_time") == 1);
    assertThat(client.readToEnd().reset()).as("it can see that its answer is not whole").isTrue();
    assertThat(asked.readToEnd().bytes()).isEmpty();
  }

  @Test
  void a_service_that_sends_its_answers_head_byte_by_byte_is_504() {
    RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"));
    opened.add(client);
    RawPeer asked = service.accept();
    opened.add(asked);
    asked.readHead();
    Thread dribble =
        new Thread(
            () -> {
              try {
                asked.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX: ");
                while (true) {
                  asked.send("x");
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
              } catch (UncheckedIOException e) {
                // thrown out
              }
            });
    dribble.start();

    assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
    assertThat(client.readHead()).startsWith("HTTP/1.1 504 ");
    assertThat(hits("response_time")).isEqualTo(1);
    assertThat(asked.readToEnd().bytes()).isEmpty();
  }

  @Test
  void an_answer_with_too_large_a_head_is_502_and_counted() {
    RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"));
    opened.add(client);
    RawPeer asked = service.accept();
    opened.add(asked);
    asked.readHead();
    asked.send("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    assertThat(hits("head_size")).isEqualTo(1);
  }

  @Test
  void a_service_that_does_not_accept_is_502_and_counted() throws IOException {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> before = new ArrayList<>();
      for (int i = 0; i < 2; i++) { // as many as wait for an accept
        before.add(new Socket(full.getInetAddress(), full.getLocalPort()));
      }
      settings.connectTimeout = Duration.ofMillis(200);
      proxy.close();
      proxy = settings.start(full.getLocalPort());
      RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"));
      opened.add(client);

      assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      assertThat(hits("connect_time")).isEqualTo(1);
      for (Socket socket : before) {
        socket.close();
      }
    }
  }
}
