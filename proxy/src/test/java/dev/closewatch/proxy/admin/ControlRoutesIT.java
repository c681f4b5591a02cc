package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.config.AdminTokens;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.DrainOrder;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told over the admin port, and by whom: nothing is done for another web site. */
@Timeout(60)
class ControlRoutesIT {
  private static final String TOKEN = "a-token-of-32-characters-or-more";
  private static final String JSON_TYPE = "Content-Type: application/json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx = Vertx.vertx();
  private final FakeRelay relay = new FakeRelay();
  private final EventHistory history = new EventHistory(null);
  private final Watch watch = new Watch(WatchConfig.DEFAULTS, List.of(history));
  private final ProxyMeters meters =
      new ProxyMeters(List.of("default"), 1, Set.of(), "1", "x", watch);

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    watch.close();
    meters.close();
  }

  private RawExchange start(AdminAccess access) throws Exception {
    AdminServer server =
        AdminServer.start(
                vertx,
                new AdminServer.Options(new HostPort("127.0.0.1", 0), access),
                TestAdmin.sources(meters, relay, history, new EventStream(), watch))
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return new RawExchange(server.port());
  }

  private RawExchange withoutToken() throws Exception {
    return start(AdminAccess.DEFAULTS);
  }

  private RawExchange withToken() throws Exception {
    return start(
        new AdminAccess(
            Optional.empty(), AdminAuth.TOKEN, List.of(), Optional.of(AdminTokens.parse(TOKEN))));
  }

  private static String ask(RawExchange admin, String request, String body, String... headers)
      throws IOException {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return admin.send(
        request
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + lines
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static JsonNode body(String answer) throws IOException {
    return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void aDrainWithoutABodyIsAsConfigured() throws Exception {
    String answer = ask(withoutToken(), "POST /api/drain", "", JSON_TYPE);
    assertThat(answer).startsWith("HTTP/1.1 202 ").contains("\r\ncontent-type: application/json");
    assertThat(body(answer))
        .isEqualTo(
            JSON.readTree(
                "{\"state\":\"draining\",\"open\":0,\"since\":\"2026-01-31T12:00:00.000Z\","
                    + "\"until\":\"2026-01-31T12:00:20.000Z\"}"));
    assertThat(relay.orders).containsExactly(DrainOrder.USUAL);
  }

  @Test
  void howFarItIsCanBeAskedBeforeAndAfter() throws Exception {
    RawExchange admin = withoutToken();
    assertThat(body(ask(admin, "GET /api/drain", "")))
        .isEqualTo(JSON.readTree("{\"state\":\"ready\",\"open\":0,\"since\":null,\"until\":null}"));
    ask(admin, "POST /api/drain", "", JSON_TYPE);
    assertThat(body(ask(admin, "GET /api/drain", "")).get("state").asText()).isEqualTo("draining");
  }

  @Test
  void timeDelayAndCodeAreTaken() throws Exception {
    String order = "{\"time\":\"30s\",\"delay\":\"0s\",\"code\":1012}";
    assertThat(ask(withoutToken(), "POST /api/drain", order, JSON_TYPE + ";charset=utf-8"))
        .startsWith("HTTP/1.1 202 ");
    assertThat(relay.orders)
        .containsExactly(new DrainOrder(Duration.ZERO, Duration.ofSeconds(30), 1012));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "30",
        "{",
        "{} {}",
        "{\"time\":\"soon\"}",
        "{\"time\":\"25h\"}",
        "{\"time\":30}",
        "{\"time\":{}}",
        "{\"time\":null}",
        "{\"delay\":\"-1s\"}",
        "{\"code\":1000}",
        "{\"tiem\":\"30s\"}"
      })
  void whatCannotBeUnderstoodDoesNothing(String order) throws Exception {
    String answer = ask(withoutToken(), "POST /api/drain", order, JSON_TYPE);
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(body(answer).get("error").asText()).isNotEmpty().doesNotContain("\n");
    assertThat(relay.orders).isEmpty();
  }

  @Test
  void aLargeBodyIsRefused() throws Exception {
    String answer =
        ask(withoutToken(), "POST /api/drain", "{\"x\":\"" + "y".repeat(2_000) + "\"}", JSON_TYPE);
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("{\"error\":");
    assertThat(relay.orders).isEmpty();
  }

  @Test
  void aConnectionIsEndedByItsId() throws Exception {
    DirectionCounts none = new DirectionCounts(0, 0, 0, Map.of());
    relay.connections =
        Future.succeededFuture(
            List.of(
                new OpenConnection(
                    SampleEvents.opening("c-1", null, "peer"), 1, none, none, 1, 1, false)));
    RawExchange admin = withoutToken();
    String there = ask(admin, "DELETE /api/connections/c-1", "");
    assertThat(there).startsWith("HTTP/1.1 202 ").endsWith("{\"id\":\"c-1\",\"closing\":true}");
    String gone = ask(admin, "DELETE /api/connections/c-2", "");
    assertThat(gone).startsWith("HTTP/1.1 404 ").contains("{\"error\":");
    assertThat(relay.ended).containsExactly("c-1", "c-2");
    assertThat(ask(admin, "DELETE /api/connections/" + "c".repeat(500), ""))
        .startsWith("HTTP/1.1 404 ");
    assertThat(relay.ended).as("nobody is asked for such an id").hasSize(2);
  }

  // ---- other people's web sites ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Origin: http://evil.example.com",
        "Origin: null"
      })
  void whatABrowserAsksForAnotherSiteIsNotDone(String header) throws Exception {
    RawExchange admin = withoutToken();
    assertThat(ask(admin, "POST /api/drain", "", JSON_TYPE, header)).startsWith("HTTP/1.1 403 ");
    assertThat(ask(admin, "DELETE /api/connections/c-1", "", header)).startsWith("HTTP/1.1 403 ");
    assertThat(relay.orders).isEmpty();
    assertThat(relay.ended).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: multipart/form-data; boundary=application/json",
        "Content-Type: text/plain; application/json",
        "X-Nothing: at all"
      })
  void aFormThatNamesNoOriginIsNotTakenForAnOrder(String type) throws Exception {
    assertThat(ask(withoutToken(), "POST /api/drain", "{\"time\":\"0s\"}", type))
        .startsWith("HTTP/1.1 415 ")
        .contains("{\"error\":");
    assertThat(relay.orders).isEmpty();
  }

  @Test
  void theQuestionThatABrowserAsksBeforeGetsNoLeave() throws Exception {
    RawExchange admin = withoutToken();
    for (String path : List.of("/api/drain", "/api/connections/c-1")) {
      assertThat(
              ask(
                  admin,
                  "OPTIONS " + path,
                  "",
                  "Origin: http://evil.example.com",
                  "Access-Control-Request-Method: POST",
                  "Access-Control-Request-Headers: content-type"))
          .doesNotStartWith("HTTP/1.1 2")
          .doesNotContainIgnoringCase("access-control-");
    }
  }

  @Test
  void withATokenItIsNeeded() throws Exception {
    RawExchange admin = withToken();
    assertThat(ask(admin, "POST /api/drain", "", JSON_TYPE)).startsWith("HTTP/1.1 401 ");
    assertThat(ask(admin, "DELETE /api/connections/c-1", "")).startsWith("HTTP/1.1 401 ");
    assertThat(relay.orders).isEmpty();
    assertThat(relay.ended).isEmpty();
    String token = "Authorization: Bearer " + TOKEN;
    assertThat(ask(admin, "POST /api/drain", "", JSON_TYPE, token)).startsWith("HTTP/1.1 202 ");
  }

  @Test
  void otherMethodsAreToldWhichThereAre() throws Exception {
    RawExchange admin = withoutToken();
    assertThat(ask(admin, "PUT /api/drain", ""))
        .startsWith("HTTP/1.1 405 ")
        .containsIgnoringCase("\r\nallow: GET, HEAD, POST\r\n");
    assertThat(ask(admin, "GET /api/connections/c-1", ""))
        .startsWith("HTTP/1.1 405 ")
        .containsIgnoringCase("\r\nallow: DELETE\r\n");
    assertThat(ask(admin, "POST /api/closes", "", JSON_TYPE))
        .startsWith("HTTP/1.1 405 ")
        .containsIgnoringCase("\r\nallow: GET, HEAD\r\n");
  }

  @Test
  void allOfItIsDescribed() throws Exception {
    JsonNode paths = body(ask(withoutToken(), "GET /api/openapi.json", "")).get("paths");
    assertThat(paths.at("/~1api~1drain").has("post")).isTrue();
    assertThat(paths.at("/~1api~1drain").has("get")).isTrue();
    assertThat(paths.at("/~1api~1connections~1{id}").has("delete")).isTrue();
  }
}
