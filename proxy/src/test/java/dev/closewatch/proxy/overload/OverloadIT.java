package dev.closewatch.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.observe.SheddingStep;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left undone, by hand or under load, and that open connections do not notice. */
class OverloadIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final byte[] TEXT = {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'};
  private static final byte[] EMPTY_CLOSE = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};

  private final Proxy.Settings settings = new Proxy.Settings();
  private final RawService service = new RawService();
  private Proxy proxy;

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    service.close();
  }

  private HttpResponse<String> post(String body, String... headers) {
    URI uri = URI.create("http://127.0.0.1:" + proxy.server().adminPort() + "/api/observe");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitOpen() {
    Eventually.isTrue(
        "it is open", () -> proxy.metrics().sum("closewatch_connections_active") == 1);
  }

  private static void assertRelays(Proxy.Pair pair) {
    pair.client().send(TEXT);
    assertThat(pair.service().read(TEXT.length)).isEqualTo(TEXT);
  }

  /** Ends it by an empty Close, of which an unobserved connection knows nothing. */
  private static void end(Proxy.Pair pair) {
    pair.client().send(EMPTY_CLOSE);
    assertThat(pair.service().read(EMPTY_CLOSE.length)).isEqualTo(EMPTY_CLOSE);
    pair.close();
  }

  private void assertUnobserved(JsonNode close, String reason, double count) {
    assertThat(close.get("kind").asText()).isEqualTo("unobserved");
    assertThat(close.get("initiator").asText()).isEqualTo("unknown");
    assertThat(close.get("code").isNull()).isTrue();
    assertThat(close.at("/traffic/client/bytes").asInt())
        .isEqualTo(TEXT.length + EMPTY_CLOSE.length);
    Metrics metrics = proxy.metrics();
    assertThat(metrics.sum("closewatch_unobserved_connections_total", "reason", reason))
        .isEqualTo(count);
    assertThat(metrics.sum("closewatch_closes_total", "kind", "unobserved", "initiator", "unknown"))
        .isEqualTo(count);
    assertThat(metrics.unaccounted()).isZero();
    assertThat(metrics.sum("closewatch_tap_failures_total")).isZero();
  }

  @Test
  void switched_off_by_hand_new_connections_are_relayed_unread_and_open_ones_read_on() {
    proxy = settings.start(service.port());
    Proxy.Pair before = proxy.open(service);
    awaitOpen(); // a client may have its 101 before the connection counts as open
    assertThat(post("{\"on\":false}").statusCode()).isEqualTo(200);
    assertThat(proxy.json("/api/observe").toString())
        .isEqualTo(
            "{\"on\":false,\"routes\":[{\"route\":\"default\",\"on\":false}],"
                + "\"shedding\":{\"level\":0,\"step\":\"none\"}}");

    Proxy.Pair during = proxy.open(service);
    assertRelays(during);
    end(during);
    assertUnobserved(proxy.closes(1).get(0), "off", 1);
    end(before);
    assertThat(proxy.closes(2).get(0).get("kind").asText()).isEqualTo("empty");

    assertThat(post("{\"on\":true}").body()).startsWith("{\"on\":true,");
    end(proxy.open(service));
    assertThat(proxy.closes(3).get(0).get("kind").asText()).isEqualTo("empty");
  }

  @Test
  void one_route_is_switched_off_and_others_are_not_known() {
    proxy = settings.start(service.port());
    assertThat(post("{\"on\":false,\"route\":\"default\"}").body()).startsWith("{\"on\":false,");
    Proxy.Pair pair = proxy.open(service);
    assertRelays(pair);
    end(pair);
    assertUnobserved(proxy.onlyClose(), "off", 1);

    HttpResponse<String> unknown = post("{\"on\":false,\"route\":\"chat\"}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("{\"error\":\"there is no such route\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 400",
        "{} | 400",
        "{\"on\":0} | 400",
        "{\"on\":false | 400",
        "{\"on\":false} {} | 400",
        "{\"on\":false,\"on\":true} | 400",
        "{\"on\":false,\"rout\":\"default\"} | 400",
        "{\"on\":false,\"route\":[]} | 400",
        "[false] | 400",
        "on=false | 400",
      })
  void what_is_no_wish_changes_nothing(String body, int status) {
    proxy = settings.start(service.port());
    HttpResponse<String> answer = post(body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"the body has to be ");
    assertThat(proxy.json("/api/observe").get("on").asBoolean()).isTrue();
  }

  @Test
  void a_wish_of_another_site_or_too_long_a_one_is_refused() {
    proxy = settings.start(service.port());
    String wish = "{\"on\":false}";
    assertThat(post(wish, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(
            post(wish, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate").statusCode())
        .isEqualTo(403);
    assertThat(post(wish, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    assertThat(post(wish + " ".repeat(2_000)).statusCode()).isEqualTo(413);
    assertThat(proxy.json("/api/observe").get("on").asBoolean()).isTrue();
  }

  @Test
  void at_the_second_step_new_connections_are_unread_and_at_the_third_there_are_none() {
    proxy = settings.start(service.port());
    Proxy.Pair before = proxy.open(service);
    awaitOpen(); // a client may have its 101 before the connection counts as open
    proxy.server().shedding().step(SheddingStep.OBSERVATION);
    Proxy.Pair unread = proxy.open(service);
    assertRelays(unread);
    end(unread);
    assertUnobserved(proxy.closes(1).get(0), "shed", 1);

    proxy.server().shedding().step(SheddingStep.CONNECTIONS);
    assertThat(proxy.metrics().sum("closewatch_shedding_level")).isEqualTo(3);
    for (String request : new String[] {proxy.upgradeRequest("/"), "GET / HTTP/1.0\r\n\r\n"}) {
      try (RawPeer client = RawPeer.connect(proxy.port()).send(request)) {
        assertThat(client.readHead())
            .startsWith("HTTP/1.1 503 ")
            .containsIgnoringCase("\r\nRetry-After: ");
      }
    }
    assertThat(proxy.metrics().sum("closewatch_limit_hits_total", "limit", "overload"))
        .isEqualTo(2);
    assertThat(proxy.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(200);
    assertRelays(before);

    proxy.server().shedding().step(SheddingStep.NONE);
    end(proxy.open(service));
    end(before);
    assertThat(proxy.atRest().unaccounted()).isZero();
  }

  @Test
  void a_connection_of_a_page_that_is_served_already_goes_on_but_opens_no_websocket() {
    proxy = settings.start(service.port());
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
      RawPeer asked = service.accept();
      asked.readHead();
      asked.send("HTTP/1.1 204 No Content\r\n\r\n");
      client.readHead();
      proxy.server().shedding().step(SheddingStep.CONNECTIONS);
      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
      asked.readHead();
      asked.send("HTTP/1.1 204 No Content\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
      client.send(proxy.upgradeRequest("/"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 503 ");
      asked.close();
    }
  }

  /** Event loops that are held up for as long as it takes, by a reader that sleeps. */
  @Test
  void loops_that_are_late_for_seconds_leave_work_undone_and_liveness_does_not_care() {
    AtomicBoolean slow = new AtomicBoolean(true);
    settings.shedding = true;
    settings.taps =
        analyzer ->
            (sender, bytes, from, to, stop, nowNanos) -> {
              if (slow.get()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
              }
              return analyzer.read(sender, bytes, from, to, stop, nowNanos);
            };
    proxy = settings.start(service.port());
    Proxy.Pair open = proxy.open(service);
    Thread traffic =
        new Thread(
            () -> {
              while (slow.get()) {
                open.client().send(TEXT);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
              }
            });
    traffic.setDaemon(true);
    traffic.start();
    Eventually.get(
        "the second step",
        Duration.ofSeconds(60),
        () -> proxy.server().shedding().step(),
        step -> step.includes(SheddingStep.OBSERVATION));
    assertThat(proxy.get("/health/live").statusCode()).isEqualTo(200);
    slow.set(false);

    Proxy.Pair unread = proxy.open(service);
    assertRelays(unread);
    end(unread);
    assertThat(proxy.closes(1).get(0).get("kind").asText()).isEqualTo("unobserved");
    assertThat(proxy.metrics().sum("closewatch_unjudged_events_total")).isPositive();
    assertThat(open.service().read(TEXT.length)).isEqualTo(TEXT);
    open.close();
    assertThat(proxy.atRest().unaccounted()).isZero();
  }

  @Test
  void liveness_does_not_depend_on_upstreams() throws IOException {
    proxy = settings.start(service.port());
    service.close();
    try (RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"))) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    }
    assertThat(proxy.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(200);
  }
}
