package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AdminServerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/[^\"]*)\"");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeRelay relay = new FakeRelay();
  private final EventHistory history = new EventHistory(null);
  private final Watch watch = new Watch(WatchConfig.DEFAULTS, List.of(history));
  private final ProxyMeters meters =
      new ProxyMeters(List.of("default"), 1, Set.of(), "1.2.3", "cafe", watch);
  private AdminServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        join(
            TestAdmin.start(
                vertx,
                new HostPort("127.0.0.1", 0),
                meters,
                relay,
                history,
                new EventStream(),
                watch));
  }

  @AfterEach
  void stop() throws Exception {
    join(server.close());
    join(vertx.close());
    watch.close();
    meters.close();
  }

  @Test
  void metricsAreTextUnlessOpenMetricsIsAccepted() throws Exception {
    HttpResponse<String> text = get("/metrics");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(header(text, "Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text.body()).contains("\nclosewatch_build_info{version=\"1.2.3\"} 1\n");

    HttpResponse<String> openMetrics =
        send(request("/metrics").header("Accept", "application/openmetrics-text;version=1.0.0"));
    assertThat(header(openMetrics, "Content-Type")).startsWith("application/openmetrics-text;");
    assertThat(openMetrics.body()).endsWith("# EOF\n");
  }

  @Test
  void aCloseShowsInMetricsAtOnceAndInTheApiWithinASecond() throws Exception {
    meters.observer(0, "default").opened(SampleEvents.close().opening(), 1);
    meters.observer(0, "default").closed(SampleEvents.close());

    assertThat(get("/metrics").body())
        .contains("\nclosewatch_connections_opened_total{route=\"default\"} 1.0\n");
    Eventually.isTrue("a close", () -> !history.closes(close -> true, 1).isEmpty());
    JsonNode closes = json(get("/api/closes"));
    assertThat(closes.get("closes")).hasSize(1);
    assertThat(closes.at("/closes/0/schema").textValue()).isEqualTo("closewatch.close/1");
    assertThat(closes.has("truncated")).isFalse();
  }

  @Test
  void closesAreFilteredNewestFirstAndCutToTheLimit() throws Exception {
    for (int i = 0; i < 5; i++) {
      CloseKind kind = i % 2 == 0 ? CloseKind.EMPTY : CloseKind.POLICY;
      CloseEvent event =
          SampleEvents.builder()
              .end(Initiator.CLIENT, kind == CloseKind.EMPTY ? 1005 : 1008, kind)
              .opening(SampleEvents.opening("c-" + i, null, "peer"))
              .build();
      history.closed(SampleEvents.observed(event));
    }
    JsonNode all = json(get("/api/closes?kind=empty"));
    assertThat(all.get("closes").findValuesAsText("id")).containsExactly("c-4", "c-2", "c-0");
    assertThat(all.has("truncated")).isFalse();

    JsonNode cut = json(get("/api/closes?kind=empty&code=1005&limit=2"));
    assertThat(cut.get("closes").findValuesAsText("id")).containsExactly("c-4", "c-2");
    assertThat(cut.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void aLimitAboveOneThousandIsCut() throws Exception {
    for (int i = 0; i < 1001; i++) {
      history.closed(SampleEvents.observed(SampleEvents.close()));
    }
    JsonNode cut = json(get("/api/closes?limit=5000"));
    assertThat(cut.get("closes")).hasSize(1000);
    assertThat(cut.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void everyPathThatIsDescribedIsThere() throws Exception {
    history.closed(SampleEvents.observed(SampleEvents.close()));
    watch.opened(SampleEvents.close().opening());
    watch.closed(SampleEvents.close());
    Eventually.isTrue("a peer", () -> history.closes(close -> true, 2).size() == 2);
    JsonNode paths = json(get("/api/openapi.json")).get("paths");
    assertThat(paths.size()).isGreaterThan(15);
    for (String path : (Iterable<String>) paths::fieldNames) {
      String asked =
          path.replace("{peer}", "203.0.113.7")
              .replace("{code}", "1005")
              .replace("{otherCode}", "1008");
      // The stream never ends, and has tests of its own, as what does something.
      if (!path.equals("/api/closes/stream") && paths.get(path).has("get")) {
        HttpResponse<String> answer = get(asked);
        assertThat(answer.statusCode()).as(asked).isEqualTo(200);
        for (String type :
            (Iterable<String>)
                paths.at(
                        "/"
                            + path.replace("~", "~0").replace("/", "~1")
                            + "/get/responses/200/content")
                    ::fieldNames) {
          assertThat(header(answer, "Content-Type")).as(asked).startsWith(type);
        }
      }
    }
  }

  @Test
  void handshakesAreListed() throws Exception {
    history.notUpgraded(SampleEvents.handshake(HandshakeOutcome.REFUSED, 403));
    history.notUpgraded(SampleEvents.handshake(HandshakeOutcome.TIMEOUT, 504));

    JsonNode handshakes = json(get("/api/handshakes?limit=1"));
    assertThat(handshakes.at("/handshakes/0/status").intValue()).isEqualTo(504);
    assertThat(handshakes.get("handshakes")).hasSize(1);
    assertThat(handshakes.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void openConnectionsAreListed() throws Exception {
    OpenConnection open =
        new OpenConnection(
            SampleEvents.opening("c-1", null, "203.0.113.7"),
            Duration.ofMillis(1500).toNanos(),
            new DirectionCounts(3, 2, 77, Map.of(Opcode.TEXT, 2L, Opcode.PING, 1L)),
            new DirectionCounts(0, 0, 0, Map.of()),
            Duration.ofSeconds(100).toNanos(),
            Duration.ofSeconds(300).toNanos(),
            true);
    relay.connections = Future.succeededFuture(Collections.nCopies(3, open));
    Instant before = Instant.now();

    JsonNode answer = json(get("/api/connections?limit=2"));

    assertThat(answer.get("connections")).hasSize(2);
    assertThat(answer.get("truncated").booleanValue()).isTrue();
    JsonNode first = answer.at("/connections/0");
    Instant lastByte = Instant.parse(first.at("/lastByteAt/client").textValue());
    assertThat(lastByte)
        .isBetween(before.minusSeconds(101), Instant.now().minusSeconds(100).plusMillis(1));
    Instant lastServiceByte = Instant.parse(first.at("/lastByteAt/service").textValue());
    assertThat(lastServiceByte).isEqualTo(lastByte.minusSeconds(200));
    ((ObjectNode) first).remove("lastByteAt");
    assertThat(first)
        .isEqualTo(
            JSON.readTree(
                """
                {"id":"c-1","route":"default","openedAt":"2026-03-01T12:00:00.123Z",
                 "ageSeconds":1.5,"client":{"peer":"203.0.113.7"},
                 "service":{"peer":"10.0.0.5:9000"},
                 "traffic":{
                   "client":{"frames":3,"messages":2,"bytes":77,"byOpcode":{"text":2,"ping":1}},
                   "service":{"frames":0,"messages":0,"bytes":0,"byOpcode":{}}},
                 "closing":true}
                """));
  }

  @Test
  void aRelayThatFailsToAnswerIsAnError() throws Exception {
    relay.connections = Future.failedFuture("gone");
    HttpResponse<String> response = get("/api/connections");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(json(response).get("error").textValue()).doesNotContain("gone");
  }

  @Test
  void onlyTheReadyStateIsReady() throws Exception {
    for (ProxyState state : ProxyState.values()) {
      relay.state = state;
      String name = state.name().toLowerCase(Locale.ROOT);
      boolean ready = state == ProxyState.READY;
      HttpResponse<String> response = get("/health/ready");
      assertThat(response.statusCode()).as(name).isEqualTo(ready ? 200 : 503);
      assertThat(response.body()).isEqualTo("{\"ready\":" + ready + ",\"state\":\"" + name + "\"}");
      HttpResponse<String> live = get("/health/live");
      assertThat(live.statusCode()).isEqualTo(200);
      assertThat(live.body()).isEqualTo("{\"live\":true,\"state\":\"" + name + "\"}");
    }
  }

  @Test
  void thePageLinksToEverythingElseAndLoadsOnlyWhatIsServedHere() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.body())
        .contains("/metrics", "/api/closes", "/api/handshakes", "/api/connections", "/api/codes")
        .contains("/health/live", "/health/ready", "/page/js/main.js")
        .doesNotContain("://", "<style", " style=", "<script>", " onload=", "javascript:");
    List<String> links = LINK.matcher(page.body()).results().map(link -> link.group(1)).toList();
    assertThat(links).hasSizeGreaterThan(10);
    for (String link : links) {
      assertThat(get(link).statusCode()).as(link).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/metrics",
        "/health/ready",
        "/api/closes",
        "/api/closes?limit=0",
        "/nowhere"
      })
  void everyAnswerIsUncachedAndUnsniffed(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/api", "/api/", "/metricsx", "/metrics/x", "/%2e%2e/etc"})
  void anUnknownPathIsNotFound(String path) throws Exception {
    assertError(get(path), 404, "there is nothing at this path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/health/live", "/api/closes"})
  void anotherMethodIsNotAllowed(String path) throws Exception {
    HttpResponse<String> response = send(request(path).POST(BodyPublishers.ofString("x")));
    assertError(response, 405, "only GET and HEAD are possible here");
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void headGivesTheHeadersAlone() throws Exception {
    HttpResponse<String> response =
        send(request("/metrics").method("HEAD", BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).startsWith("text/plain;");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void aBadParameterIsNamedWithItsValue() throws Exception {
    assertError(
        get("/api/closes?limit=%3Cscript%3E%0A"),
        400,
        "limit must be a whole number above 0, not '<script>\n'");
    assertError(
        get("/api/closes?causes=rate"),
        400,
        "parameter must be one of cause, code, kind, lang, limit, peer, requestId, route, since, until, not"
            + " 'causes'");
    assertError(
        get("/api/handshakes?kind=empty"), 400, "parameter must be one of limit, not 'kind'");
    assertError(
        get("/api/connections?limit=" + "9".repeat(100) + "x"),
        400,
        "limit must be a whole number above 0, not '" + "9".repeat(64) + "...'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/closes?limit=%zz", "/%zz"})
  void aRequestThatCannotBeDecodedIsRefused(String path) throws Exception {
    RawExchange exchange = new RawExchange(server.port());
    assertThat(
            exchange.send(
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("{\"error\":\"the request cannot be understood\"}");
  }

  @Test
  void aPortInUseFailsTheStart() {
    HostPort taken = new HostPort("127.0.0.1", server.port());
    assertThatThrownBy(
            () ->
                join(
                    TestAdmin.start(
                        vertx, taken, meters, relay, history, new EventStream(), watch)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void afterTheCloseNobodyListens() throws Exception {
    int port = server.port();
    join(server.close());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  private static void assertError(HttpResponse<String> response, int status, String message)
      throws IOException {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    JsonNode error = JSON.readTree(response.body());
    assertThat(error.get("error").textValue()).isEqualTo(message);
    assertThat(error).hasSize(1);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    return JSON.readTree(response.body());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
