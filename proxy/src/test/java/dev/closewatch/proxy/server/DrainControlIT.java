package dev.closewatch.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.OneConnection;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an administrator can end while the process goes on. */
class DrainControlIT extends OneConnection {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  protected void configure(Proxy.Settings settings) {
    settings.closeTimeout = Duration.ofMillis(500);
    settings.drainTime = Duration.ofSeconds(2);
  }

  private HttpResponse<String> ask(String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + proxy.server().adminPort() + path);
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode drained() {
    return Eventually.get(
        "drained",
        () -> proxy.json("/api/drain"),
        drain -> drain.get("state").asText().equals("drained"));
  }

  @Test
  void a_drain_ends_what_is_open_and_the_process_stays() throws Exception {
    Instant before = Instant.now();
    HttpResponse<String> answer = ask("POST", "/api/drain", "");
    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode drain = JSON.readTree(answer.body());
    assertThat(drain.get("state").asText()).isEqualTo("draining");
    assertThat(drain.get("open").asInt()).isEqualTo(1);
    Instant until = Instant.parse(drain.get("until").asText());
    assertThat(Duration.between(before, until))
        .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(2_900));
    assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(503);

    assertThat(pair.client().read(4))
        .isEqualTo(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
    pair.client().fin();
    pair.service().fin();
    JsonNode after = drained();
    assertThat(after.get("open").asInt()).isZero();
    assertThat(proxy.onlyClose().at("/proxyClose/reason").asText()).isEqualTo("drain");
    assertThat(proxy.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(proxy.metrics().sum("closewatch_closes_total", "initiator", "proxy")).isEqualTo(1);

    long startNanos = System.nanoTime();
    proxy.server().drain();
    assertThat(proxy.server().state().name()).isEqualTo("STOPPED");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void a_second_order_changes_nothing() throws Exception {
    String first = ask("POST", "/api/drain", "{\"time\":\"1h\"}").body();
    HttpResponse<String> second = ask("POST", "/api/drain", "{\"time\":\"0s\"}");
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.body()).isEqualTo(first);
    assertThat(proxy.get("/api/drain").body()).isEqualTo(first);
  }

  @Test
  void time_delay_and_code_can_be_said() throws Exception {
    String order = "{\"delay\":\"5s\",\"time\":\"0s\",\"code\":1012}";
    assertThat(ask("POST", "/api/drain", order).statusCode()).isEqualTo(202);
    assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(503);
    try (Proxy.Pair late = proxy.open(service)) {
      assertThat(late.client().read(4))
          .isEqualTo(FrameBytes.from(Sender.SERVICE).close(1012).bytes());
    }
    assertThat(pair.client().read(4))
        .isEqualTo(FrameBytes.from(Sender.SERVICE).close(1012).bytes());
    drained();
  }

  @Test
  void a_signal_makes_a_long_drain_as_short_as_is_configured() throws Exception {
    ask("POST", "/api/drain", "{\"time\":\"24h\"}");
    Eventually.isTrue("the port is closed", () -> !canConnect());
    long startNanos = System.nanoTime();
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> proxy.server().drain());
    assertThat(pair.client().read(4))
        .isEqualTo(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
    done.get();
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void a_signal_makes_a_long_delay_as_short_as_is_configured() throws Exception {
    ask("POST", "/api/drain", "{\"delay\":\"1h\",\"time\":\"24h\"}");
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> proxy.server().drain());
    assertThat(pair.client().read(4))
        .isEqualTo(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
    done.get();
  }

  private boolean canConnect() {
    try (RawPeer probe = RawPeer.connect(proxy.port())) {
      return probe.socket().isConnected();
    } catch (RuntimeException refused) {
      return false;
    }
  }

  @Test
  void one_connection_is_ended_by_its_id_and_no_other() throws Exception {
    try (Proxy.Pair other = proxy.open(service)) {
      String id = proxy.json("/api/connections").at("/connections/0/id").asText();
      assertThat(id).isNotEmpty();
      HttpResponse<String> answer = ask("DELETE", "/api/connections/" + id, "");
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(JSON.readTree(answer.body()).get("id").asText()).isEqualTo(id);

      JsonNode event = proxy.onlyClose();
      assertThat(event.get("id").asText()).isEqualTo(id);
      assertThat(event.get("initiator").asText()).isEqualTo("proxy");
      assertThat(event.at("/proxyClose/reason").asText()).isEqualTo("admin");
      assertThat(event.get("code").asInt()).isEqualTo(1001);
      assertThat(proxy.metrics().sum("closewatch_connections_active")).isEqualTo(1);
      assertThat(ask("DELETE", "/api/connections/" + id, "").statusCode()).isEqualTo(404);
      assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(other.client().socket().isConnected()).isTrue();
    }
  }
}
