package dev.closewatch.proxy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.config.PeerBy;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients are told from each other by, and grouped by. */
@Timeout(60)
class PeerIdentityIT {
  private static final String SECRET = "session-of-alice";

  private final CrowdService service = new CrowdService();
  private final Proxy.Settings settings = new Proxy.Settings();

  @AfterEach
  void closeService() {
    service.close();
  }

  private static WatchConfig watch(PeerBy by, Optional<String> cohort, List<String> cohorts) {
    return new WatchConfig(
        by, cohort, cohorts, RuleSettings.DEFAULTS, true, List.of(), Map.of(), List.of());
  }

  private static void closesEmpty(Proxy proxy, String path, String... headers) {
    try (RawPeer peer = RawPeer.connect(proxy.port())) {
      peer.send(proxy.upgradeRequest(path, headers));
      peer.readHead();
      peer.send(FrameBytes.from(Sender.CLIENT).emptyClose().bytes());
      peer.readToEnd();
    }
  }

  private static List<String> peersOf(List<JsonNode> closes) {
    return closes.stream().map(event -> event.at("/client/peer").textValue()).toList();
  }

  @Test
  void a_cookie_tells_clients_apart_and_only_its_hash_is_kept() {
    settings.watch = watch(new PeerBy(PeerBy.Source.COOKIE, "sid"), Optional.empty(), List.of());
    try (Proxy proxy = settings.start(service.port())) {
      closesEmpty(proxy, "/echo", "Cookie: a=b; sid=" + SECRET);
      closesEmpty(proxy, "/echo", "Cookie: sid=" + SECRET + "; c=d");
      closesEmpty(proxy, "/echo", "Cookie: sid=another");
      closesEmpty(proxy, "/echo");
      List<String> peers = peersOf(proxy.closes(4));
      assertThat(Set.copyOf(peers)).hasSize(3).contains("127.0.0.1");
      assertThat(peers.get(3)).isEqualTo(peers.get(2)).matches("sid#[0-9a-f]{16}");
      assertThat(proxy.get("/api/closes").body()).doesNotContain(SECRET);
      assertThat(proxy.get("/metrics").body()).doesNotContain(SECRET);
    }
  }

  @Test
  void a_query_parameter_tells_clients_apart() {
    settings.watch = watch(new PeerBy(PeerBy.Source.QUERY, "key"), Optional.empty(), List.of());
    try (Proxy proxy = settings.start(service.port())) {
      closesEmpty(proxy, "/?key=" + SECRET + "&x=1");
      closesEmpty(proxy, "/?x=2&key=" + SECRET);
      closesEmpty(proxy, "/?key=%zz");
      List<String> peers = peersOf(proxy.closes(3));
      assertThat(peers.get(1)).isEqualTo(peers.get(2)).startsWith("key#");
      assertThat(peers.get(0)).isEqualTo("127.0.0.1");
      assertThat(proxy.get("/api/peers").body()).doesNotContain(SECRET);
    }
  }

  @Test
  void a_header_counts_from_a_trusted_proxy_only() {
    settings.watch = watch(new PeerBy(PeerBy.Source.HEADER, "x-user"), Optional.empty(), List.of());
    try (Proxy proxy = settings.start(service.port())) {
      closesEmpty(proxy, "/echo", "X-User: alice");
      assertThat(peersOf(proxy.closes(1))).containsExactly("127.0.0.1");
    }
    settings.trustedProxies = List.of(Cidr.parse("127.0.0.1"));
    try (Proxy proxy = settings.start(service.port())) {
      closesEmpty(proxy, "/echo", "X-User: alice");
      assertThat(peersOf(proxy.closes(1)).get(0)).startsWith("x-user#");
    }
  }

  @Test
  void closes_are_counted_by_the_listed_cohorts_and_the_heaviest_peers_are_named() {
    settings.watch = watch(PeerBy.ADDRESS, Optional.of("x-app"), List.of("v1", "v2"));
    try (Proxy proxy = settings.start(service.port())) {
      closesEmpty(proxy, "/echo", "X-App: v1");
      closesEmpty(proxy, "/echo", "X-App: v1");
      closesEmpty(proxy, "/echo", "X-App: v9");
      closesEmpty(proxy, "/echo");
      String name = "closewatch_closes_by_cohort_total";
      Eventually.isTrue("all counted", () -> proxy.metrics().sum(name, "kind", "empty") == 4);
      assertThat(proxy.metrics().sum(name, "cohort", "v1")).isEqualTo(2);
      assertThat(proxy.metrics().sum(name, "cohort", "other")).isEqualTo(1);
      assertThat(proxy.metrics().sum(name, "cohort", "none")).isEqualTo(1);
      Eventually.isTrue(
          "the heaviest named",
          () ->
              proxy.metrics().sum("closewatch_top_peer_closes", "peer", "127.0.0.1", "window", "1m")
                  == 4);
    }
  }

  @Test
  void one_peer_and_its_report_can_be_asked_for_by_any_name() {
    try (Proxy proxy = settings.start(service.port())) {
      try (RawPeer peer = RawPeer.connect(proxy.port())) {
        peer.send(proxy.upgradeRequest("/echo"));
        peer.readHead();
        peer.send(FrameBytes.from(Sender.CLIENT).close(1005).bytes());
        peer.readToEnd();
      }
      Eventually.isTrue(
          "flagged", () -> proxy.json("/api/peers?flagged=true").get("peers").size() == 1);
      JsonNode flag = proxy.json("/api/peers/127.0.0.1").at("/flags/0");
      assertThat(flag.get("rule").textValue()).isEqualTo("illegal_close");
      assertThat(flag.at("/evidence/lastCode").intValue()).isEqualTo(1005);
      assertThat(proxy.get("/api/peers/127.0.0.1/report").body())
          .startsWith("# ")
          .contains("127.0.0.1", "1005");
      assertThat(proxy.get("/api/peers/2001:db8::/64").statusCode()).isEqualTo(404);
      assertThat(proxy.get("/api/peers/2001%3Adb8%3A%3A%2F64/report").statusCode()).isEqualTo(404);
    }
  }
}
