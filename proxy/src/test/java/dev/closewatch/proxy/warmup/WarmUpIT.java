package dev.closewatch.proxy.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a warm-up does, and above all what is not to be seen of it. */
class WarmUpIT {
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration LONG = Duration.ofSeconds(15);

  private final RawService service = new RawService();

  @AfterEach
  void closeService() {
    service.close();
  }

  private Proxy start(Duration warmup, TransportChoice transport) {
    Proxy.Settings settings = new Proxy.Settings();
    settings.warmup = warmup;
    settings.transport = transport;
    return settings.start(service.port());
  }

  static Iterable<TransportChoice> transports() {
    return TestTransports.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void it_leaves_no_trace_and_readiness_follows_it(TransportChoice transport) throws Exception {
    long from = System.nanoTime();
    try (Proxy proxy = start(SHORT, transport)) {
      assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(proxy.json("/health/ready").get("state").asText()).isEqualTo("warming");
      assertThat(proxy.get("/health/live").statusCode()).isEqualTo(200);

      proxy.server().ready().get(20, TimeUnit.SECONDS);
      assertThat(System.nanoTime() - from)
          .as("a crowd that fails ends it at once")
          .isGreaterThan(TimeUnit.SECONDS.toNanos(1));
      assertThat(proxy.get("/health/ready").statusCode()).isEqualTo(200);
      Metrics metrics = proxy.metrics();
      for (String name :
          new String[] {
            "closewatch_connections_opened_total",
            "closewatch_handshakes_total",
            "closewatch_closes_total",
            "closewatch_close_frames_total",
            "closewatch_frames_total",
            "closewatch_relayed_bytes_total",
            "closewatch_policy_closes_total",
            "closewatch_peers_tracked",
            "closewatch_tap_failures_total",
            "closewatch_limit_hits_total"
          }) {
        assertThat(metrics.sum(name)).as(name).isZero();
      }
      for (String list :
          new String[] {"closes", "handshakes", "peers", "findings", "connections"}) {
        JsonNode answer = proxy.json("/api/" + list).get(list);
        assertThat(answer).as(list).isEmpty();
      }
    }
  }

  @Test
  void who_connects_meanwhile_is_served_and_ends_it() throws Exception {
    try (Proxy proxy = start(LONG, TransportChoice.AUTO)) {
      long from = System.nanoTime();
      try (Proxy.Pair pair = proxy.open(service)) {
        pair.client().send(new byte[] {(byte) 0x82, (byte) 0x80, 0, 0, 0, 0});
        assertThat(pair.service().read(6)).hasSize(6);
        proxy.server().ready().get(5, TimeUnit.SECONDS);
        assertThat(System.nanoTime() - from).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(proxy.metrics().sum("closewatch_connections_opened_total")).isEqualTo(1);
      }
    }
  }

  @Test
  void a_drain_ends_it_at_once() {
    try (Proxy proxy = start(LONG, TransportChoice.AUTO)) {
      long from = System.nanoTime();
      proxy.server().drain();
      assertThat(System.nanoTime() - from).isLessThan(TimeUnit.SECONDS.toNanos(4));
      Eventually.isTrue("the warm-up has ended", () -> proxy.server().ready().isDone());
    }
  }
}
