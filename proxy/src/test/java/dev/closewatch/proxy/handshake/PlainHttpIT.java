package dev.closewatch.proxy.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import io.netty.util.internal.PlatformDependent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are no WebSocket: so that the proxy can stand in front of the whole service. */
class PlainHttpIT {
  private static final int BODY_BYTES = 10 << 20;
  private static final int LARGE_BODY_BYTES = 96 << 20;
  private static final int PIECE_BYTES = 1 << 20;
  private static final long MEMORY_BOUND_BYTES = 24L << 20;
  private static final byte[] BODY = body();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RawService service;
  private Proxy proxy;
  private RawPeer client;
  private RawPeer accepted;

  @BeforeEach
  void start() {
    service = new RawService();
    proxy = Proxy.inFrontOf(service.port());
    client = RawPeer.connect(proxy.port());
  }

  @AfterEach
  void closeAll() {
    client.close();
    if (accepted != null) {
      accepted.close();
    }
    proxy.close();
    service.close();
    threads.shutdownNow();
  }

  private static byte[] body() {
    byte[] body = new byte[BODY_BYTES];
    new Random(1).nextBytes(body);
    return body;
  }

  // ---- what both ends of a test do ----

  /** Sends from the client, and returns the head that has reached the service. */
  private String ask(String request) {
    client.send(request);
    return serviceReads();
  }

  private String serviceReads() {
    if (accepted == null) {
      accepted = service.accept();
    }
    return accepted.readHead();
  }

  /** Sends from the service, and returns the head that has reached the client. */
  private String answer(String response) {
    accepted.send(response);
    return client.readHead();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** A body that came in chunks, and the trailers behind it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  private record Chunked(byte[] body, List<String> trailers) {}

  private static String readLine(RawPeer peer) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < 2 || line.charAt(line.length() - 2) != '\r') {
      line.append((char) (peer.read(1)[0] & 0xFF));
    }
    return line.substring(0, line.length() - 2);
  }

  private static Chunked readChunked(RawPeer peer) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = Integer.parseInt(readLine(peer), 16);
    while (size > 0) {
      body.writeBytes(peer.read(size));
      assertThat(peer.read(2)).isEqualTo(new byte[] {'\r', '\n'});
      size = Integer.parseInt(readLine(peer), 16);
    }
    List<String> trailers = new ArrayList<>();
    String line = readLine(peer);
    while (!line.isEmpty()) {
      trailers.add(line);
      line = readLine(peer);
    }
    return new Chunked(body.toByteArray(), trailers);
  }

  /** Sends a body in chunks of all sizes. */
  private static void sendChunked(RawPeer peer, byte[] body, String... trailers) {
    Random random = new Random(2);
    for (int at = 0; at < body.length; ) {
      int end = Math.min(body.length, at + 1 + random.nextInt(200_000));
      peer.send(Integer.toHexString(end - at) + "\r\n");
      peer.send(Arrays.copyOfRange(body, at, end));
      peer.send("\r\n");
      at = end;
    }
    peer.send(
        "0\r\n" + Stream.of(trailers).map(t -> t + "\r\n").reduce("", String::concat) + "\r\n");
  }

  private void assertCounted(Map<String, Integer> byStatusClass) {
    Metrics metrics = proxy.metrics();
    for (String statusClass : List.of("2xx", "3xx", "4xx", "5xx", "other")) {
      assertThat(metrics.sum("closewatch_http_requests_total", "status_class", statusClass))
          .as(statusClass)
          .isEqualTo(byStatusClass.getOrDefault(statusClass, 0).doubleValue());
    }
    assertThat(metrics.sum("closewatch_handshakes_total")).as("handshakes").isZero();
  }

  private interface Action<T> {
    T run() throws Exception;
  }

  private <T> Future<T> meanwhile(Action<T> action) {
    return threads.submit(action::run);
  }

  // ---- bodies ----

  @Test
  void bodies_with_a_length_arrive_whole_in_both_directions() throws Exception {
    client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n");
    assertThat(serviceReads())
        .startsWith("POST /upload HTTP/1.1\r\n")
        .contains("Content-Length: " + BODY_BYTES + "\r\n");
    Future<RawPeer> sent = meanwhile(() -> client.send(BODY));
    assertThat(accepted.read(BODY_BYTES)).isEqualTo(BODY);
    sent.get();

    Future<RawPeer> answered =
        meanwhile(
            () ->
                accepted
                    .send("HTTP/1.1 200 OK\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n")
                    .send(BODY));
    assertThat(client.readHead())
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n");
    assertThat(client.read(BODY_BYTES)).isEqualTo(BODY);
    answered.get();
    assertCounted(Map.of("2xx", 1));
  }

  @Test
  void chunked_bodies_arrive_whole_in_both_directions_with_their_trailers() throws Exception {
    String chunked = "Transfer-Encoding: chunked\r\nTrailer: X-Sum, X-More\r\n\r\n";
    client.send("PUT /upload HTTP/1.1\r\nHost: a\r\n" + chunked);
    assertThat(serviceReads())
        .contains("Transfer-Encoding: chunked\r\n", "Trailer: X-Sum, X-More\r\n");
    Future<Void> sent =
        meanwhile(
            () -> {
              sendChunked(client, BODY, "X-Sum: 1", "X-More: a");
              return null;
            });
    Chunked request = readChunked(accepted);
    assertThat(request.body).isEqualTo(BODY);
    assertThat(request.trailers).containsExactly("X-Sum: 1", "X-More: a");
    sent.get();

    Future<Void> answered =
        meanwhile(
            () -> {
              accepted.send("HTTP/1.1 201 Created\r\n" + chunked);
              sendChunked(accepted, BODY, "X-Sum: 2", "X-More: b");
              return null;
            });
    assertThat(client.readHead()).isEqualTo("HTTP/1.1 201 Created\r\n" + chunked);
    Chunked response = readChunked(client);
    assertThat(response.body).isEqualTo(BODY);
    assertThat(response.trailers).containsExactly("X-Sum: 2", "X-More: b");
    answered.get();
    assertCounted(Map.of("2xx", 1));
  }

  @Test
  void a_body_is_passed_on_while_it_comes() {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf");
    serviceReads();
    assertThat(text(accepted.read(4))).isEqualTo("half");
    client.send("rest");
    assertThat(text(accepted.read(4))).isEqualTo("rest");
    accepted.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    client.readHead();
    assertThat(text(client.read(9))).isEqualTo("4\r\nhalf\r\n");
    accepted.send("4\r\nrest\r\n0\r\n\r\n");
    assertThat(text(client.read(14))).isEqualTo("4\r\nrest\r\n0\r\n\r\n");
  }

  @Test
  void a_service_that_reads_slowly_stops_the_upload() throws Exception {
    long before = PlatformDependent.usedDirectMemory();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE_BODY_BYTES + "\r\n\r\n");
    serviceReads();
    assertSlowReaderNeedsLittleMemory(client, accepted, before);
    assertThat(answer("HTTP/1.1 204 No Content\r\n\r\n")).startsWith("HTTP/1.1 204 ");
  }

  @Test
  void a_client_that_reads_slowly_stops_the_download() throws Exception {
    long before = PlatformDependent.usedDirectMemory();
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE_BODY_BYTES + "\r\n\r\n");
    assertSlowReaderNeedsLittleMemory(accepted, client, before);
  }

  /** Pushes more than kernel and proxy hold, and reads it only when the writer stands. */
  private void assertSlowReaderNeedsLittleMemory(RawPeer from, RawPeer to, long before)
      throws InterruptedException, ExecutionException {
    byte[] piece = Arrays.copyOf(BODY, PIECE_BYTES);
    long[] pushed = new long[1];
    Future<Void> pushing =
        meanwhile(
            () -> {
              for (int at = 0; at < LARGE_BODY_BYTES; at += PIECE_BYTES) {
                from.send(piece);
                synchronized (pushed) {
                  pushed[0] += PIECE_BYTES;
                }
              }
              return null;
            });
    awaitStandstill(pushed);
    assertThat(pushed[0]).as("pushed while nobody reads").isLessThan(LARGE_BODY_BYTES);
    for (int at = 0; at < LARGE_BODY_BYTES; at += PIECE_BYTES) {
      assertThat(to.read(PIECE_BYTES)).isEqualTo(piece);
      assertThat(PlatformDependent.usedDirectMemory() - before)
          .as("direct memory in use")
          .isLessThan(MEMORY_BOUND_BYTES);
    }
    pushing.get();
  }

  /** Waits until the figure has stood for a while. */
  private static void awaitStandstill(long[] figure) {
    long[] last = {-1, System.nanoTime()};
    Eventually.isTrue(
        "the writer stands",
        () -> {
          synchronized (figure) {
            if (figure[0] != last[0]) {
              last[0] = figure[0];
              last[1] = System.nanoTime();
            }
          }
          return System.nanoTime() - last[1] > 500_000_000L;
        });
  }

  // ---- answers with no body, whatever their heads say ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD|200 OK|Content-Length: 1000",
        "HEAD|200 OK|Transfer-Encoding: chunked",
        "HEAD|200 OK|X-Nothing: said",
        "HEAD|404 Not Found|Content-Length: 7",
        "GET|204 No Content|X-Nothing: said",
        "DELETE|204 No Content|X-Nothing: said",
        "GET|304 Not Modified|ETag: \"1\"",
        "GET|304 Not Modified|Content-Length: 1000",
        "GET|304 Not Modified|Transfer-Encoding: chunked"
      })
  void an_answer_that_has_no_body_gets_none(String row) {
    String[] parts = row.split("\\|", 3);
    String head = "HTTP/1.1 " + parts[1] + "\r\n" + parts[2] + "\r\n\r\n";
    ask(parts[0] + " / HTTP/1.1\r\nHost: a\r\n\r\n");
    // How a body would have been framed concerns one hop, and here there is none to frame.
    assertThat(answer(head)).isIn(head, head.replace("Transfer-Encoding: chunked\r\n", ""));
    assertNextRequestWorks();
  }

  /** Nothing may stand between the last answer and the next. */
  private void assertNextRequestWorks() {
    assertThat(ask("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("GET /next HTTP/1.1\r\n");
    String next = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
    assertThat(answer(next)).isEqualTo(next);
    accepted.send("next");
    assertThat(text(client.read(4))).isEqualTo("next");
  }

  // ---- the life of a connection ----

  @Test
  void several_requests_go_over_one_connection() {
    for (int i = 0; i < 5; i++) {
      String body = "request " + i;
      String request =
          "POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n";
      assertThat(ask(request + body)).startsWith("POST /" + i + " HTTP/1.1\r\n");
      assertThat(text(accepted.read(body.length()))).isEqualTo(body);
      answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      assertThat(text(client.read(2))).isEqualTo("ok");
    }
    assertCounted(Map.of("2xx", 5));
  }

  @Test
  void pipelined_requests_are_answered_in_order() throws Exception {
    client.send(
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
            + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo"
            + "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nthr\r\n2\r\nee\r\n0\r\n\r\n"
            + "GET /4 HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 1; i <= 4; i++) {
      String request = serviceReads();
      assertThat(request).containsPattern("^(GET|POST) /" + i + " HTTP/1.1\r\n");
      if (i == 2) {
        assertThat(text(accepted.read(3))).isEqualTo("two");
      } else if (i == 3) {
        assertThat(text(readChunked(accepted).body)).isEqualTo("three");
      }
      accepted.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + i);
    }
    for (int i = 1; i <= 4; i++) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(text(client.read(1))).isEqualTo(Integer.toString(i));
    }
    assertCounted(Map.of("2xx", 4));
  }

  @Test
  void an_upgrade_behind_other_requests_becomes_a_tunnel() {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    ask(proxy.upgradeRequest("/chat"));
    assertThat(answer(RawService.switching(accepted.head()))).startsWith("HTTP/1.1 101 ");
    Eventually.isTrue("open", () -> proxy.metrics().sum("closewatch_connections_active") == 1);
    assertThat(proxy.metrics().sum("closewatch_http_requests_total")).isEqualTo(1);
  }

  @Test
  void connection_close_of_the_client_ends_both_legs_behind_the_answer() {
    String request = ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(RawService.header(request, "Connection")).isEqualToIgnoringCase("close");
    answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertThat(text(client.readToFin())).isEqualTo("ok");
    assertThat(accepted.readToEnd().bytes()).isEmpty();
  }

  @Test
  void connection_close_of_the_service_ends_both_legs_behind_the_answer() {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    String head = answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    assertThat(RawService.header(head, "Connection")).isEqualToIgnoringCase("close");
    assertThat(text(client.readToFin())).isEqualTo("ok");
    assertThat(accepted.readToEnd().bytes()).isEmpty();
  }

  @Test
  void an_answer_without_a_length_ends_with_its_connection() {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall of ");
    accepted.send("it").fin();
    assertThat(text(client.readToFin())).isEqualTo("all of it");
    assertCounted(Map.of("2xx", 1));
  }

  @Test
  void http_1_0_is_passed_on_as_such() {
    String request = ask("GET /old HTTP/1.0\r\nX-Old: 1\r\n\r\n");
    assertThat(request).startsWith("GET /old HTTP/1.0\r\n").contains("X-Old: 1\r\n");
    assertThat(answer("HTTP/1.0 200 OK\r\n\r\n")).isEqualTo("HTTP/1.0 200 OK\r\n\r\n");
    accepted.send("old").fin();
    assertThat(text(client.readToFin())).isEqualTo("old");
  }

  @Test
  void http_1_0_ends_behind_an_answer_unless_it_asks_to_go_on() {
    String asked = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    assertThat(RawService.header(ask(asked), "Connection")).isEqualToIgnoringCase("keep-alive");
    answer("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok");
    assertThat(text(client.read(2))).isEqualTo("ok");
    ask("GET / HTTP/1.0\r\n\r\n");
    answer("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertThat(text(client.readToFin())).isEqualTo("ok");
  }

  @Test
  void a_service_that_ends_an_idle_connection_ends_the_clients() {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    accepted.fin();
    assertThat(client.readToFin()).isEmpty();
  }

  @Test
  void a_client_that_leaves_takes_the_services_connection_with_it() {
    ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    assertThat(text(accepted.read(4))).isEqualTo("half");
    client.close();
    assertThat(accepted.readToEnd().bytes()).isEmpty();
    assertCounted(Map.of());
  }

  // ---- Expect: 100-continue ----

  @Test
  void a_client_is_told_to_continue() {
    String request =
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    assertThat(request).contains("Expect: 100-continue\r\n");
    assertThat(answer("HTTP/1.1 100 Continue\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    assertThat(text(accepted.read(4))).isEqualTo("body");
    assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    assertNextRequestWorks();
    assertCounted(Map.of("2xx", 2));
  }

  @Test
  void a_client_is_told_not_to_continue() {
    ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    assertThat(answer("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno"))
        .startsWith("HTTP/1.1 417 ");
    assertThat(text(client.readToEnd().bytes())).isEqualTo("no");
    assertCounted(Map.of("4xx", 1));
  }

  @Test
  void early_hints_are_passed_on() {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
    assertThat(answer(hints)).isEqualTo(hints);
    assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    assertNextRequestWorks();
    assertCounted(Map.of("2xx", 2));
  }

  @Test
  void an_answer_before_the_request_is_complete_reaches_the_client() {
    ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nthe beginning");
    accepted.read(13);
    assertThat(answer("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(text(client.read(2))).isEqualTo("no");
    assertThat(client.readToEnd().bytes()).isEmpty();
  }

  // ---- headers ----

  @Test
  void headers_keep_their_order_and_case() {
    String head =
        "GET http://example.org/a/b?c=d&e=%20#f HTTP/1.1\r\nhost: example.org\r\nX-b: 1\r\nAccept: */*\r\n"
            + "x-A: 2\r\nX-b: 3\r\nCookie: a=b; c=d\r\nX-Empty: \r\n";
    List<String> reached = ask(head + "\r\n").lines().toList();
    List<String> sent = head.lines().map(String::stripTrailing).toList();
    assertThat(reached.stream().map(String::stripTrailing).toList())
        .startsWith(sent.toArray(new String[0]))
        .contains("X-Forwarded-For: 127.0.0.1");
    String response =
        "HTTP/1.1 200 Fine By Me\r\nset-cookie: a=b\r\nX-Two: 2\r\nSet-Cookie: c=d\r\nserver: x\r\n"
            + "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nX-One: 1\r\ncontent-length: 0\r\n\r\n";
    assertThat(answer(response)).isEqualTo(response);
  }

  @Test
  void headers_of_one_hop_stay_there() {
    String reached =
        ask(
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
                + "Connection: Upgrade, HTTP2-Settings, X-Private, keep-alive\r\nX-Private: 1\r\n"
                + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nX-Public: 1\r\n\r\n");
    assertThat(reached.toLowerCase(java.util.Locale.ROOT))
        .contains("x-public: 1\r\n", "host: a\r\n")
        .doesNotContain(
            "upgrade",
            "http2-settings",
            "x-private",
            "keep-alive:",
            "proxy-connection",
            "te: trailers");
    String head =
        answer(
            "HTTP/1.1 200 OK\r\nConnection: X-Secret\r\nX-Secret: 1\r\nContent-Length: 0\r\n\r\n");
    assertThat(head).doesNotContain("X-Secret: 1").contains("Content-Length: 0\r\n");
    assertNextRequestWorks();
  }

  @Test
  void what_a_message_means_cannot_be_taken_away_by_naming_it_as_one_of_this_hop() {
    String reached =
        ask(
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: Host, Content-Length, X-Forwarded-For\r\n"
                + "Content-Length: 4\r\n\r\nbody");
    assertThat(reached)
        .contains("Host: a\r\n", "Content-Length: 4\r\n", "X-Forwarded-For: 127.0.0.1\r\n");
    assertThat(text(accepted.read(4))).isEqualTo("body");
  }

  // ---- what goes wrong ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100\r\n\r\nhalf",
        "Transfer-Encoding: chunked\r\n\r\n64\r\nhalf",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
      })
  void an_answer_that_is_cut_off_is_cut_off_for_the_client_too(String rest) {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer("HTTP/1.1 200 OK\r\n" + rest);
    String atClient = text(client.read("half".length()));
    accepted.fin();
    atClient += text(client.readToEnd().bytes());
    assertThat(atClient).contains("half").doesNotContain("0\r\n\r\n");
  }

  @Test
  void a_reset_within_an_answer_without_a_length_is_no_regular_end() {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer("HTTP/1.1 200 OK\r\n\r\nhalf");
    assertThat(text(client.read(4))).isEqualTo("half");
    accepted.reset();
    assertThat(client.readToEnd().reset()).as("FIN would say that this was all").isTrue();
  }

  @Test
  void a_service_that_cannot_be_reached_is_502() {
    service.close();
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    Eventually.isTrue("counted", () -> proxy.metrics().sum("closewatch_http_requests_total") == 1);
    assertCounted(Map.of("5xx", 1));
  }

  @Test
  void a_service_that_ends_without_an_answer_is_502() {
    ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    accepted.fin();
    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    assertCounted(Map.of("5xx", 1));
  }

  @Test
  void each_answer_is_counted_by_its_class() {
    for (int status : new int[] {200, 201, 206, 301, 307, 400, 404, 418, 499, 500, 503, 599, 700}) {
      ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(answer("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n"))
          .startsWith("HTTP/1.1 " + status + " X\r\n");
    }
    assertCounted(Map.of("2xx", 3, "3xx", 2, "4xx", 4, "5xx", 3, "other", 1));
  }
}
