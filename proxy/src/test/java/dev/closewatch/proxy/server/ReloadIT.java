package dev.closewatch.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another configuration takes the place of the first while the process and its connections go on.
 */
class ReloadIT {
  @TempDir Path folder;

  private RawService service;
  private RawService other;
  private Proxy proxy;
  private Proxy.Pair pair;

  @BeforeEach
  void openAConnection() {
    service = new RawService();
    other = new RawService();
    Proxy.Settings settings = new Proxy.Settings();
    settings.closeTimeout = Duration.ofMillis(500);
    proxy = settings.start(service.port());
    pair = proxy.open(service);
  }

  @AfterEach
  void closeAll() {
    pair.close();
    proxy.close();
    other.close();
    service.close();
  }

  /** With the second service behind it, unless it is said otherwise. */
  private void reload(String... options) {
    Map<String, List<String>> given = new HashMap<>();
    given.put("upstream", List.of("http://127.0.0.1:" + other.port()));
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], List.of(options[i + 1]));
    }
    proxy.server().reload(ConfigReader.read(given, Map.of()));
  }

  private static String hash(Metrics metrics) {
    return metrics.samples().stream()
        .filter(sample -> sample.name().equals("closewatch_config_info"))
        .map(sample -> sample.labels().get("hash"))
        .reduce((one, two) -> one + " and " + two)
        .orElseThrow();
  }

  @Test
  void another_upstream_gets_what_comes_from_now_on_and_open_connections_stay() {
    Metrics before = proxy.metrics();
    assertThat(before.sum("closewatch_config_last_reload_successful")).isEqualTo(1);
    reload();
    try (Proxy.Pair second = proxy.open(other)) {
      byte[] text = FrameBytes.from(Sender.CLIENT).text("still here").bytes();
      for (Proxy.Pair each : List.of(pair, second)) {
        each.client().send(text);
        assertThat(each.service().read(text.length)).isEqualTo(text);
      }
    }
    Metrics after = proxy.metrics();
    assertThat(hash(after)).isNotEqualTo(hash(before)).doesNotContain(" ");
    assertThat(after.sum("closewatch_config_last_reload_successful")).isEqualTo(1);
    assertThat(after.sum("closewatch_config_last_reload_success_timestamp_seconds"))
        .isGreaterThanOrEqualTo(
            before.sum("closewatch_config_last_reload_success_timestamp_seconds"));
  }

  @Test
  void one_with_a_fault_is_refused_and_the_first_stays() {
    Metrics before = proxy.metrics();
    reload("drain-time", "soon");
    Metrics after = proxy.metrics();
    assertThat(hash(after)).isEqualTo(hash(before));
    assertThat(after.sum("closewatch_config_last_reload_successful")).isZero();
    assertThat(after.sum("closewatch_config_last_reload_success_timestamp_seconds"))
        .isEqualTo(before.sum("closewatch_config_last_reload_success_timestamp_seconds"));
    proxy.open(service).close();
    reload();
    assertThat(proxy.metrics().sum("closewatch_config_last_reload_successful")).isEqualTo(1);
  }

  @Test
  void limits_and_what_a_drain_does_follow() throws Exception {
    reload("max-connections", "1", "drain-time", "1s", "drain-code", "1012");
    try (RawPeer one = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"))) {
      assertThat(one.readHead()).startsWith("HTTP/1.1 503 ");
    }
    proxy.server().drain();
    assertThat(pair.client().read(4))
        .isEqualTo(FrameBytes.from(Sender.SERVICE).close(1012).bytes());
  }

  @Test
  void timeouts_count_for_connections_that_open_from_now_on() throws Exception {
    reload("idle-timeout", "300ms");
    List<RawPeer> ended = new ArrayList<>();
    try (Proxy.Pair second = proxy.open(other)) {
      assertThat(second.client().read(4)[0]).isEqualTo((byte) 0x88);
      ended.add(second.client());
    }
    assertThat(ended).hasSize(1);
    byte[] text = FrameBytes.from(Sender.CLIENT).text("as it was opened").bytes();
    pair.client().send(text);
    assertThat(pair.service().read(text.length)).isEqualTo(text);
    assertThat(proxy.metrics().sum("closewatch_connections_active")).isEqualTo(1);
  }

  @Test
  void a_new_route_is_counted_from_its_first_request_and_one_that_is_gone_no_more()
      throws Exception {
    Path file = folder.resolve("closewatch.yaml");
    Files.writeString(
        file,
        "routes:\n  - name: chat\n    path: /new\n    upstream: http://127.0.0.1:"
            + service.port()
            + "\n");
    reload("config", file.toString());
    assertThat(proxy.metrics().sum("closewatch_findings", "route", "chat")).isZero();
    try (RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/new"));
        RawPeer accepted = service.acceptWebSocket()) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(accepted.head()).startsWith("GET /new ");
      Eventually.isTrue(
          "a client may see its 101 before it is counted",
          () -> proxy.metrics().sum("closewatch_connections_opened_total", "route", "chat") == 1);
      assertThat(proxy.metrics().unaccounted()).isZero();
      reload();
      try (RawPeer late = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/new"));
          RawPeer elsewhere = other.acceptWebSocket()) {
        assertThat(late.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(elsewhere.socket().isConnected()).isTrue();
      }
    }
    assertThat(proxy.metrics().sum("closewatch_connections_opened_total", "route", "chat"))
        .isEqualTo(1);
  }

  @Test
  void what_needs_a_restart_stays() {
    int port = proxy.port();
    reload("listen", "127.0.0.1:1", "transport", "nio", "host-header", "upstream");
    try (RawPeer client = RawPeer.connect(port).send(proxy.upgradeRequest("/"));
        RawPeer accepted = other.acceptWebSocket()) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(RawService.header(accepted.head(), "Host")).isEqualTo("127.0.0.1:" + other.port());
    }
  }
}
