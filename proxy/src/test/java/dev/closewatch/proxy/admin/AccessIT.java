package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered on the admin port, and who is not. */
@Timeout(60)
class AccessIT {
  private static final String TOKEN = "the-token-of-this-test";
  private static final String OTHER = "another-token-of-this-test";
  private static final long CHECK_MILLIS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final EventHistory history = new EventHistory(null);
  private final EventStream stream = new EventStream();
  private final Watch watch = new Watch(WatchConfig.DEFAULTS, List.of(history));
  private final ProxyMeters meters =
      new ProxyMeters(List.of("default"), 1, Set.of(), "1.2.3", "cafe", watch);

  @TempDir Path directory;

  @AfterEach
  void stop() throws Exception {
    join(vertx.close());
    watch.close();
    meters.close();
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private RawExchange start(AdminAccess access) throws Exception {
    AdminServer server =
        join(
            AdminServer.start(
                vertx,
                new AdminServer.Options(
                    new HostPort("127.0.0.1", 0),
                    access,
                    ClientPatience.Bounds.USUAL,
                    CHECK_MILLIS),
                TestAdmin.sources(meters, new FakeRelay(), history, stream, watch)));
    return new RawExchange(server.port());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("token"), text);
  }

  private RawExchange withToken() throws Exception {
    return start(
        new AdminAccess(
            Optional.of(file(TOKEN + "\n").toString()),
            AdminAuth.TOKEN,
            List.of(),
            Optional.empty()));
  }

  private static String ask(RawExchange admin, String line, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return admin.send(request.append("\r\n").toString());
  }

  private static String status(RawExchange admin, String line, String... headers)
      throws IOException {
    return ask(admin, line, headers).substring("HTTP/1.1 ".length()).substring(0, 3);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  // ---- the token ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/api/closes",
        "/api/closes/stream",
        "/api/handshakes",
        "/api/connections",
        "/api/peers",
        "/api/findings",
        "/api/unmatched-reasons",
        "/api/codes",
        "/api/openapi.json",
        "/api/schema/close",
        "/nowhere",
        "/health",
        "/health/live/more",
      })
  void withATokenNothingIsAnsweredWithoutIt(String path) throws Exception {
    RawExchange admin = withToken();
    for (String method : List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS")) {
      assertThat(status(admin, method + " " + path, "Host: localhost")).isEqualTo("401");
    }
    assertThat(status(admin, "HEAD " + path, "Host: localhost", bearer(TOKEN)))
        .isNotIn("401", "403", "421");
  }

  @Test
  void theRefusalSaysWhatToBring() throws Exception {
    RawExchange admin = withToken();
    assertThat(ask(admin, "GET /metrics", "Host: localhost"))
        .contains("\r\nWWW-Authenticate: Bearer realm=\"closewatch\"\r\n")
        .contains("\r\ncontent-type: application/json\r\n")
        .endsWith("{\"error\":\"this needs the admin token: Authorization: Bearer TOKEN\"}");
    assertThat(ask(admin, "GET /metrics", "Host: localhost", bearer(OTHER)))
        .contains("\r\nWWW-Authenticate: Bearer realm=\"closewatch\", error=\"invalid_token\"\r\n")
        .doesNotContain(OTHER);
  }

  @Test
  void onlyTheWholeTokenInOneHeaderCounts() throws Exception {
    RawExchange admin = withToken();
    List<String> wrong =
        List.of(
            bearer(""),
            bearer(TOKEN.substring(1)),
            bearer(TOKEN.substring(0, TOKEN.length() - 1)),
            bearer(TOKEN + "x"),
            bearer(TOKEN.toUpperCase(Locale.ROOT)),
            bearer(TOKEN + " " + TOKEN),
            "Authorization: Digest " + TOKEN,
            "Authorization: Secret " + TOKEN,
            bearer(TOKEN) + "\r\n" + bearer(TOKEN),
            "Authorization: Basic " + TOKEN,
            "Authorization: " + TOKEN,
            "Cookie: token=" + TOKEN,
            "X-Token: " + TOKEN);
    for (String header : wrong) {
      assertThat(status(admin, "GET /metrics", "Host: localhost", header))
          .as(header)
          .isEqualTo("401");
    }
    assertThat(status(admin, "GET /metrics?token=" + TOKEN, "Host: localhost")).isEqualTo("401");
    assertThat(status(admin, "GET /metrics", "Host: localhost", "authorization: bearer " + TOKEN))
        .isEqualTo("200");
  }

  @Test
  void healthAndThePageNeedNone() throws Exception {
    RawExchange admin = withToken();
    for (String path : List.of("/health/live", "/health/ready", "/", "/page/js/main.js")) {
      assertThat(status(admin, "GET " + path, "Host: localhost")).as(path).isEqualTo("200");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health/../api/closes",
        "/health/live/../../metrics",
        "/page/../metrics",
        "/page/%2e%2e/metrics",
        "/health/live/..%2f..%2fmetrics",
        "//metrics",
        "/./metrics",
        "/%6detrics",
        "http://localhost/metrics",
      })
  void noSpellingOfAPathLeadsAroundTheToken(String path) throws Exception {
    assertThat(ask(withToken(), "GET " + path, "Host: localhost"))
        .doesNotContain("closewatch_build_info")
        .doesNotContain("\"closes\"")
        .doesNotStartWith("HTTP/1.1 200");
  }

  @Test
  void aNewFileReplacesTheToken() throws Exception {
    RawExchange admin = withToken();
    Files.writeString(directory.resolve("next"), TOKEN + "\n" + OTHER);
    Files.move(
        directory.resolve("next"), directory.resolve("token"), StandardCopyOption.ATOMIC_MOVE);
    Eventually.isTrue(
        "the new one counts", () -> accepted(admin, OTHER)); // and so does the old one, for now
    assertThat(accepted(admin, TOKEN)).isTrue();

    file(OTHER);
    Eventually.isTrue("the old one does not", () -> !accepted(admin, TOKEN));
    assertThat(status(admin, "GET /metrics", "Host: localhost")).isEqualTo("401");
  }

  private static boolean accepted(RawExchange admin, String token) {
    try {
      return status(admin, "GET /metrics", "Host: localhost", bearer(token)).equals("200");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aReaderOfTheStreamIsSentAwayWhenTheTokenChanges() throws Exception {
    RawExchange admin = withToken();
    try (Socket socket = admin.connect()) {
      String request = "GET /api/closes/stream HTTP/1.1\r\nHost: localhost\r\n" + bearer(TOKEN);
      socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      Eventually.isTrue("a reader", () -> stream.readers().size() == 1);
      file(OTHER);
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200");
    }
  }

  // ---- other people's web sites ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:9464",
        "LocalHost.",
        "closewatch.localhost:80",
        "127.0.0.1:9464",
        "10.1.2.3",
        "[::1]:9464",
        "[2001:db8::1]",
        "ours.example.net:9464",
        "OURS.example.net",
      })
  void aHostThatOnlyLeadsHereIsAnswered(String host) throws Exception {
    RawExchange admin = start(hosts("ours.example.net"));
    assertThat(status(admin, "GET /metrics", "Host: " + host)).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example.com",
        "localhost.evil.example.com",
        "127.0.0.1.evil.example.com",
        "evil.example.com:9464",
        "ours.example.net.evil.example.com",
        "0x7f000001",
      })
  void aNameThatWasMadeToLeadHereIsNot(String host) throws Exception {
    RawExchange admin = start(hosts("ours.example.net"));
    for (String path : List.of("/metrics", "/api/closes", "/", "/nowhere")) {
      assertThat(ask(admin, "GET " + path, "Host: " + host))
          .startsWith("HTTP/1.1 421")
          .contains("{\"error\":");
    }
    assertThat(status(admin, "GET /health/live", "Host: " + host)).isEqualTo("200");
  }

  private static AdminAccess hosts(String... names) {
    return new AdminAccess(Optional.empty(), AdminAuth.TOKEN, List.of(names), Optional.empty());
  }

  @Test
  void twoHostsAreNoneAndWhoNamesNoneIsNoBrowser() throws Exception {
    RawExchange admin = start(AdminAccess.DEFAULTS);
    assertThat(status(admin, "GET /metrics", "Host: localhost", "Host: evil.example.com"))
        .isNotEqualTo("200");
    assertThat(admin.send("GET /metrics HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200");
  }

  @Test
  void whoHasTheTokenMayUseAnyName() throws Exception {
    RawExchange admin = withToken();
    assertThat(status(admin, "GET /metrics", "Host: closewatch", bearer(TOKEN))).isEqualTo("200");
    assertThat(status(admin, "GET /metrics", "Host: closewatch", bearer(OTHER))).isEqualTo("421");
    assertThat(status(admin, "GET /", "Host: closewatch")).isEqualTo("421");
  }

  @Test
  void anotherSitesScriptIsNotAnsweredButALinkIs() throws Exception {
    RawExchange admin = start(AdminAccess.DEFAULTS);
    String host = "Host: localhost:9464";
    assertThat(status(admin, "GET /metrics", host, "Sec-Fetch-Site: cross-site")).isEqualTo("403");
    assertThat(status(admin, "GET /metrics", host, "Sec-Fetch-Site: same-site")).isEqualTo("403");
    assertThat(status(admin, "GET /metrics", host, "Sec-Fetch-Site: same-origin")).isEqualTo("200");
    assertThat(status(admin, "GET /metrics", host, "Sec-Fetch-Site: none")).isEqualTo("200");
    String link = "Sec-Fetch-Mode: navigate";
    assertThat(status(admin, "GET /", host, "Sec-Fetch-Site: cross-site", link)).isEqualTo("200");
    assertThat(status(admin, "POST /", host, "Sec-Fetch-Site: cross-site", link)).isEqualTo("403");
    assertThat(status(admin, "POST /", host, "Origin: http://evil.example.com")).isEqualTo("403");
    assertThat(status(admin, "POST /", host, "Origin: null")).isEqualTo("403");
    assertThat(status(admin, "POST /", host, "Origin: http://localhost:9464")).isEqualTo("405");
  }

  @Test
  void noAnswerLetsAnotherSiteReadIt() throws Exception {
    RawExchange admin = withToken();
    for (String method : List.of("GET", "OPTIONS")) {
      for (String path : List.of("/", "/metrics", "/api/closes", "/health/live", "/nowhere")) {
        assertThat(
                ask(
                        admin,
                        method + " " + path,
                        "Host: localhost",
                        bearer(TOKEN),
                        "Origin: http://evil.example.com",
                        "Access-Control-Request-Method: GET")
                    .toLowerCase(Locale.ROOT))
            .doesNotContain("access-control-");
      }
    }
  }
}
