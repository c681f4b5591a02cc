package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.proxy.catalogue.Catalogue;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.NoSink;
import dev.closewatch.proxy.metrics.ProxyMeters;
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
class CodeRoutesIT {
  private static final JsonMapper JSON = new JsonMapper();

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
  void allCodesAreListed() throws Exception {
    JsonNode english = json("/api/codes");
    assertThat(english.get("codes")).isEqualTo(JSON.valueToTree(Catalogue.shipped().all(Lang.EN)));
    assertThat(english).hasSize(1);
    assertThat(json("/api/codes?lang=vi").at("/codes/0/lang").textValue()).isEqualTo("vi");
  }

  @ParameterizedTest
  @CsvSource({
    "1005, 1005",
    "4001, 4000-4999",
    "65535, 5000-65535",
    "4000-4999, 4000-4999",
    "no-close, no-close",
    "one-byte-close, one-byte-close"
  })
  void oneCodeIsItsEntry(String code, String id) throws Exception {
    assertThat(json("/api/codes/" + code).get("id").textValue()).isEqualTo(id);
    assertThat(json("/api/codes/" + code + "?lang=vi").get("lang").textValue()).isEqualTo("vi");
  }

  @Test
  void twoCodesAreCompared() throws Exception {
    JsonNode comparison = json("/api/codes/1005/vs/1008?lang=vi");
    assertThat(comparison)
        .isEqualTo(JSON.valueToTree(Catalogue.shipped().compare(1005, 1008, Lang.VI)));
    assertThat(json("/api/codes/4001/vs/one-byte-close").get("sides")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/api/codes/70000 | code must be a number, 0 to 65535, not '70000'",
        "/api/codes/abc | code must be a number, 0 to 65535, not 'abc'",
        "/api/codes/1005/vs/-1 | code must be a number, 0 to 65535, not '-1'",
        "/api/codes/%3Cb%3E | code must be a number, 0 to 65535, not '<b>'",
        "/api/codes?lang=fr | lang must be en or vi, not 'fr'",
        "/api/codes/1005?lang= | lang must be en or vi, not ''",
        "/api/codes/1005/vs/1008?lnag=vi | parameter must be one of lang, not 'lnag'"
      })
  void whatIsNoCodeOrLanguageIsABadRequest(String path, String message) throws Exception {
    HttpResponse<String> response = send(request(path));
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = json(response);
    assertThat(error.get("error").textValue()).isEqualTo(message);
    assertThat(error).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/codes/1005/vs", "/api/codes/1005/1008", "/api/codes/1/vs/2/vs/3"})
  void otherPathsAreNotFound(String path) throws Exception {
    assertThat(send(request(path)).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyGetAndHeadArePossible() throws Exception {
    HttpRequest.Builder post = request("/api/codes").POST(BodyPublishers.noBody());
    assertThat(send(post).statusCode()).isEqualTo(405);
    HttpRequest.Builder head = request("/api/codes").method("HEAD", BodyPublishers.noBody());
    assertThat(send(head).statusCode()).isEqualTo(200);
    assertThat(send(head).body()).isEmpty();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = send(request(path));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    return JSON.readTree(response.body());
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
