package dev.closewatch.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.NoSink;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PageRoutesIT {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final EventHistory history = new EventHistory(null);
  private final Watch watch = new Watch(WatchConfig.DEFAULTS, List.of(history));
  private final ProxyMeters meters =
      new ProxyMeters(List.of("default"), 1, Set.of(), "1.2.3", "cafe", new NoSink());
  private AdminServer server;

  @BeforeEach
  void start() throws Exception {
    HostPort any = new HostPort("127.0.0.1", 0);
    server =
        join(
            TestAdmin.start(
                vertx, any, meters, new FakeRelay(), history, new EventStream(), watch));
  }

  @AfterEach
  void stop() throws Exception {
    join(server.close());
    join(vertx.close());
    watch.close();
    meters.close();
  }

  @Test
  void thePageMayLoadOnlyFromHereAndRunNothingInline() throws Exception {
    HttpResponse<String> page = send(request("/"));
    assertThat(header(page, "Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                + " trusted-types 'none'");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @CsvSource({
    "/page/js/main.js, text/javascript; charset=utf-8",
    "/page/theme.js, text/javascript; charset=utf-8",
    "/page/css/base.css, text/css; charset=utf-8",
    "/page/words/vi.json, application/json",
    "/page/icon.svg, image/svg+xml",
    "/page/uplot/uPlot.iife.min.js, text/javascript; charset=utf-8",
    "/page/uplot/LICENSE, text/plain; charset=utf-8"
  })
  void everyPartHasItsTypeAndATagToAskAgainBy(String path, String type) throws Exception {
    HttpResponse<String> response = send(request(path));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo(type);
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "ETag")).matches("\"[0-9a-f]{16}\"");
  }

  @Test
  void aPartThatTheBrowserHasIsNotSentAgain() throws Exception {
    String tag = header(send(request("/page/js/main.js")), "ETag");
    assertThat(tag).isNotEqualTo(header(send(request("/page/js/feed.js")), "ETag"));

    HttpResponse<String> same =
        send(request("/page/js/main.js").header("If-None-Match", "\"x\", " + tag));
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(header(same, "ETag")).isEqualTo(tag);
    HttpResponse<String> changed =
        send(request("/page/js/main.js").header("If-None-Match", "\"x\""));
    assertThat(changed.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page/js/main.js"})
  void headGivesTheHeadersAlone(String path) throws Exception {
    HttpResponse<String> head = send(request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length"))
        .isEqualTo(Integer.toString(send(request(path)).body().getBytes(UTF_8).length));
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page",
        "/page/",
        "/page/index.html",
        "/page/js/",
        "/page/js/nothing.js",
        "/page/../PageRoutes.class",
        "/page/%2e%2e/PageRoutes.class",
        "/page/js/..%2ftheme.js"
      })
  void nothingElseIsServed(String path) throws Exception {
    assertThat(send(request(path)).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyGetAndHeadArePossible() throws Exception {
    HttpRequest.Builder post = request("/page/js/main.js").POST(BodyPublishers.noBody());
    assertThat(send(post).statusCode()).isEqualTo(405);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
