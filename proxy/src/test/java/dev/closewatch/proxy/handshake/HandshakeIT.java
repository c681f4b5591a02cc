package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.config.HostHeader;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to the 101, and every way not to get there. */
class HandshakeIT {
  private final RawService service = new RawService();
  private final Proxy.Settings settings = new Proxy.Settings();
  private Proxy proxy;

  @AfterEach
  void closeAll() {
    if (proxy != null) {
      proxy.close();
    }
    service.close();
  }

  private RawPeer connect() {
    if (proxy == null) {
      proxy = settings.start(service.port());
    }
    return RawPeer.connect(proxy.port());
  }

  private double handshakes(String outcome, String status) {
    return proxy.metrics().sum("closewatch_handshakes_total", "outcome", outcome, "status", status);
  }

  private void assertOnlyHandshake(String outcome, String status) {
    Eventually.isTrue(outcome + " " + status, () -> handshakes(outcome, status) == 1);
    assertThat(proxy.metrics().sum("closewatch_handshakes_total")).isEqualTo(1);
    if (!outcome.equals("upgraded")) {
      JsonNode event = proxy.newestHandshake();
      assertThat(event.get("outcome").asText()).isEqualTo(outcome);
    }
  }

  @Test
  void headers_are_relayed_one_for_one_in_their_order_and_case() {
    try (RawPeer client = connect()) {
      client.send(
          "GET /a/b?c=d HTTP/1.1\r\nhost: example.org\r\nX-One: 1\r\nuPGRADE: WebSocket\r\n"
              + "Connection: keep-alive, Upgrade\r\nX-Two: 2\r\nx-one: 3\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Protocol: chat, v2\r\nCookie: a=b; c=d\r\nContent-Length: 0\r\n\r\n");
      RawPeer accepted = service.accept();
      List<String> request = accepted.readHead().lines().toList();
      assertThat(request)
          .containsSubsequence(
              "GET /a/b?c=d HTTP/1.1", "host: example.org", "X-One: 1", "uPGRADE: WebSocket")
          .containsSubsequence("X-Two: 2", "x-one: 3", "Sec-WebSocket-Version: 13")
          .contains("Sec-WebSocket-Protocol: chat, v2", "Cookie: a=b; c=d")
          .contains("X-Forwarded-For: 127.0.0.1");
      assertThat(RawService.header(accepted.head(), "Connection")).isEqualTo("Upgrade");
      accepted.send(
          RawService.switching(accepted.head(), "Sec-WebSocket-Protocol: v2", "X-Served-By: seven")
              .replace("Switching Protocols", "As You Like It"));
      List<String> response = client.readHead().lines().toList();
      assertThat(response)
          .startsWith("HTTP/1.1 101 As You Like It")
          .contains("Sec-WebSocket-Protocol: v2", "X-Served-By: seven");
      assertOnlyHandshake("upgraded", "101");
    }
  }

  @Test
  void a_close_in_the_same_segment_as_the_handshake_arrives() {
    byte[] close = FrameBytes.from(Sender.CLIENT).text("early").close(1000).bytes();
    try (RawPeer client = connect()) {
      byte[] head = proxy.upgradeRequest("/").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      byte[] both = java.util.Arrays.copyOf(head, head.length + close.length);
      System.arraycopy(close, 0, both, head.length, close.length);
      client.send(both);
      RawPeer accepted = service.acceptWebSocket();
      assertThat(accepted.read(close.length)).isEqualTo(close);
      client.readHead();
      client.fin();
      accepted.fin();
      JsonNode event = proxy.onlyClose();
      assertThat(event.get("initiator").asText()).isEqualTo("client");
      assertThat(event.get("code").asInt()).isEqualTo(1000);
      assertThat(proxy.metrics().sum("closewatch_relayed_bytes_total")).isEqualTo(close.length);
    }
  }

  @Test
  void a_close_and_a_fin_in_the_same_segment_as_the_101_arrive() {
    byte[] close = FrameBytes.from(Sender.SERVICE).text("full").close(1013, "try later").bytes();
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/"));
      RawPeer accepted = service.accept();
      byte[] head =
          RawService.switching(accepted.readHead())
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      byte[] both = java.util.Arrays.copyOf(head, head.length + close.length);
      System.arraycopy(close, 0, both, head.length, close.length);
      accepted.send(both).fin();
      client.readHead();
      assertThat(client.readToFin()).isEqualTo(close);
      client.fin();
      JsonNode event = proxy.onlyClose();
      assertThat(event.get("initiator").asText()).isEqualTo("service");
      assertThat(event.get("code").asInt()).isEqualTo(1013);
      assertThat(event.get("reply").asText()).isEqualTo("missing");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 426, 429, 500, 503})
  void a_refusal_reaches_the_client_whole(int status) {
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/private"));
      RawPeer accepted = service.accept();
      accepted.readHead();
      accepted.send(
          "HTTP/1.1 "
              + status
              + " Because\r\nWWW-Authenticate: Bearer\r\nContent-Length: 9\r\n\r\n"
              + "go\0away\r\n");
      assertThat(client.readHead())
          .isEqualTo(
              "HTTP/1.1 "
                  + status
                  + " Because\r\nWWW-Authenticate: Bearer\r\nContent-Length: 9\r\n\r\n");
      assertThat(new String(client.read(9), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("go\0away\r\n");
      assertOnlyHandshake("refused", Integer.toString(status));
      // The connection stays open: the next try goes over the same one.
      client.send(proxy.upgradeRequest("/public"));
      accepted.readHead();
      accepted.send(RawService.switching(accepted.head()));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void what_came_behind_a_refused_upgrade_is_http_again() {
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/private") + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
      RawPeer accepted = service.accept();
      accepted.readHead();
      accepted.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 403");
      assertThat(accepted.readHead()).startsWith("GET /next HTTP/1.1");
      accepted.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
      assertThat(client.read(2)).isEqualTo(new byte[] {'o', 'k'});
    }
  }

  @Test
  void a_service_that_cannot_be_reached_is_502() {
    service.close();
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      assertOnlyHandshake("unreachable", "502");
    }
  }

  @Test
  void a_service_that_does_not_answer_is_504() {
    settings.responseTimeout = Duration.ofMillis(200);
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/"));
      RawPeer accepted = service.accept();
      accepted.readHead();
      assertThat(client.readHead()).startsWith("HTTP/1.1 504 ");
      assertOnlyHandshake("timeout", "504");
      assertThat(accepted.readToEnd().bytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
        "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 OK\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 OK\r\n\r\n",
        "no HTTP at all\r\n\r\n"
      })
  void a_false_answer_is_502_and_opens_nothing(String answer) {
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/"));
      RawPeer accepted = service.accept();
      accepted.readHead();
      accepted.send(answer);
      assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      assertOnlyHandshake("bad_response", "502");
      assertThat(proxy.metrics().sum("closewatch_connections_opened_total")).isZero();
    }
  }

  @Test
  void an_end_before_the_answer_is_502() {
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/"));
      RawPeer accepted = service.accept();
      accepted.readHead();
      accepted.close();
      assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      assertOnlyHandshake("bad_response", "502");
    }
  }

  @Test
  void a_client_that_leaves_before_the_101_takes_its_upstream_connection_with_it() {
    RawPeer client = connect();
    client.send(proxy.upgradeRequest("/"));
    RawPeer accepted = service.accept();
    accepted.readHead();
    client.close();
    assertThat(accepted.readToEnd().bytes()).isEmpty();
    assertOnlyHandshake("client_gone", "none");
    assertThat(proxy.metrics().sum("closewatch_connections_opened_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\nbroken line\r\n\r\n",
        "GET /\r\n\r\n",
        "\u0001\u0002\u0003\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  void a_request_that_cannot_be_read_is_400(String request) {
    try (RawPeer client = connect()) {
      client.send(request);
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
      client.readToEnd();
    }
  }

  @Test
  void an_upgrade_with_a_body_is_400() {
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/", "Content-Length: 3") + "abc");
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
      assertOnlyHandshake("bad_request", "400");
    }
  }

  @Test
  void a_head_that_is_too_large_is_431() {
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/", "X-Large: " + "x".repeat(20_000)));
      assertThat(client.readHead()).startsWith("HTTP/1.1 431 ");
      assertOnlyHandshake("bad_request", "other");
      assertThat(proxy.metrics().sum("closewatch_limit_hits_total", "limit", "head_size"))
          .isEqualTo(1);
    }
  }

  @Test
  void a_head_that_does_not_come_in_time_is_408() {
    settings.handshakeTimeout = Duration.ofMillis(200);
    try (RawPeer client = connect()) {
      client.send("GET / HTTP/1.1\r\nHost:");
      assertThat(client.readHead()).startsWith("HTTP/1.1 408 ");
      assertOnlyHandshake("bad_request", "408");
    }
  }

  @Test
  void one_connection_too_many_is_503() {
    settings.maxConnections = 1;
    try (RawPeer first = connect()) {
      first.send(proxy.upgradeRequest("/"));
      try (RawPeer accepted = service.acceptWebSocket();
          RawPeer second = RawPeer.connect(proxy.port())) {
        first.readHead();
        second.send(proxy.upgradeRequest("/"));
        assertThat(second.readHead())
            .startsWith("HTTP/1.1 503 ")
            .containsIgnoringCase("Retry-After:");
        assertThat(handshakes("over_limit", "503")).isEqualTo(1);
        accepted.fin();
      }
    }
  }

  @Test
  void more_than_ten_connections_can_be_open_at_once() {
    proxy = settings.start(service.port());
    List<Proxy.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      pairs.add(proxy.open(service));
    }
    assertThat(proxy.metrics().sum("closewatch_connections_active")).isEqualTo(40);
    assertThat(proxy.json("/api/connections?limit=10").get("connections")).hasSize(10);
    pairs.forEach(Proxy.Pair::close);
    Metrics metrics = proxy.atRest();
    assertThat(metrics.sum("closewatch_closes_total")).isEqualTo(40);
  }

  @Test
  void an_extension_that_is_accepted_makes_its_bits_legal() {
    proxy = settings.start(service.port());
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/", "Sec-WebSocket-Extensions: permessage-deflate"));
      try (RawPeer accepted =
          service.acceptWebSocket("Sec-WebSocket-Extensions: permessage-deflate")) {
        assertThat(accepted.head()).contains("Sec-WebSocket-Extensions: permessage-deflate");
        assertThat(client.readHead()).contains("Sec-WebSocket-Extensions: permessage-deflate");
        byte[] frames =
            FrameBytes.from(Sender.CLIENT).rsv1().text("deflated").rsv1().ping().bytes();
        client.send(frames);
        assertThat(accepted.read(frames.length)).isEqualTo(frames);
        Metrics metrics = proxy.metrics();
        assertThat(metrics.sum("closewatch_violations_total", "violation", "reserved_bits"))
            .as("on the ping only")
            .isEqualTo(1);
      }
    }
  }

  @Test
  void forwarded_headers_of_a_stranger_are_set_anew() {
    try (RawPeer client = connect()) {
      client.send(
          proxy.upgradeRequest(
              "/",
              "X-Forwarded-For: 203.0.113.9",
              "Forwarded: for=203.0.113.9",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Anything: forged"));
      RawPeer accepted = service.acceptWebSocket();
      client.readHead();
      assertThat(accepted.head())
          .doesNotContain("203.0.113.9")
          .doesNotContain("forged")
          .contains("X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-Proto: http\r\n");
      client.fin();
      accepted.fin();
      assertThat(proxy.onlyClose().at("/client/peer").asText()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void behind_a_trusted_proxy_the_rightmost_untrusted_address_is_the_client() {
    settings.trustedProxies = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("10.0.0.0/8"));
    try (RawPeer client = connect()) {
      client.send(
          proxy.upgradeRequest(
              "/", "X-Forwarded-For: 192.0.2.66, 198.51.100.7", "X-Forwarded-For: 10.1.1.1"));
      RawPeer accepted = service.acceptWebSocket();
      client.readHead();
      assertThat(RawService.header(accepted.head(), "X-Forwarded-For"))
          .isEqualTo("192.0.2.66, 198.51.100.7, 10.1.1.1, 127.0.0.1");
      client.fin();
      accepted.fin();
      assertThat(proxy.onlyClose().at("/client/peer").asText()).isEqualTo("198.51.100.7");
    }
  }

  @Test
  void the_host_header_can_be_the_upstreams() {
    settings.hostHeader = HostHeader.UPSTREAM;
    try (RawPeer client = connect()) {
      client.send(proxy.upgradeRequest("/"));
      RawPeer accepted = service.acceptWebSocket();
      assertThat(RawService.header(accepted.head(), "Host"))
          .isEqualTo("127.0.0.1:" + service.port());
      client.readHead();
    }
  }
}
