package dev.closewatch.proxy.handshake;

import static dev.closewatch.proxy.handshake.ProxyHeaders.LOCAL;
import static dev.closewatch.proxy.handshake.ProxyHeaders.PROXY;
import static dev.closewatch.proxy.handshake.ProxyHeaders.TCP4;
import static dev.closewatch.proxy.handshake.ProxyHeaders.TCP6;
import static dev.closewatch.proxy.handshake.ProxyHeaders.UDP4;
import static dev.closewatch.proxy.handshake.ProxyHeaders.UNIX;
import static dev.closewatch.proxy.handshake.ProxyHeaders.UNSPECIFIED;
import static dev.closewatch.proxy.handshake.ProxyHeaders.addresses;
import static dev.closewatch.proxy.handshake.ProxyHeaders.extension;
import static dev.closewatch.proxy.handshake.ProxyHeaders.v2;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A TCP balancer in front, which says by the PROXY protocol who its client is. */
class ProxyProtocolIT {
  private static final String HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 40000 443\r\n";
  private static final byte[] FRAME = {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'};

  private final Proxy.Settings settings = new Proxy.Settings();
  private RawService service;
  private Proxy proxy;

  @BeforeEach
  void start() {
    service = new RawService();
    settings.proxyProtocol = true;
    settings.trustedProxies = List.of(Cidr.parse("127.0.0.1/32"));
    settings.handshakeTimeout = Duration.ofSeconds(10);
    proxy = settings.start(service.port());
  }

  private void restart() {
    proxy.close();
    proxy = settings.start(service.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    service.close();
  }

  private double counted(String result) {
    return proxy.metrics().sum("closewatch_proxy_protocol_headers_total", "result", result);
  }

  private RawPeer balancer() {
    return RawPeer.connect(proxy.port());
  }

  private static byte[] with(byte[] header, String behind) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(header);
    bytes.writeBytes(behind.getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }

  /** Opens a connection behind a header, and returns the request as the service got it. */
  private String requestBehind(byte[] header, String... headers) {
    try (RawPeer client = balancer()) {
      client.send(with(header, proxy.upgradeRequest("/", headers)));
      try (RawPeer accepted = service.acceptWebSocket()) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        return accepted.head();
      }
    }
  }

  private static String forwardedFor(String head) {
    return RawService.header(head, "X-Forwarded-For");
  }

  @Test
  void the_address_in_a_text_header_is_the_clients_everywhere() {
    assertThat(forwardedFor(requestBehind(HEADER.getBytes(ISO_8859_1)))).isEqualTo("203.0.113.7");

    assertThat(proxy.onlyClose().at("/client/address").asText()).isEqualTo("203.0.113.7");
    assertThat(proxy.onlyClose().at("/client/peer").asText()).isEqualTo("203.0.113.7");
    assertThat(counted("address")).isEqualTo(1);
  }

  @Test
  void the_address_in_a_binary_header_is_the_clients() {
    byte[] header = v2(PROXY, TCP6, addresses("2001:db8:1:2::9"));

    assertThat(forwardedFor(requestBehind(header))).isEqualTo("2001:db8:1:2::9");
    assertThat(proxy.onlyClose().at("/client/peer").asText()).isEqualTo("2001:db8:1:2::/64");
  }

  @Test
  void extensions_are_read_over() {
    byte[] unique = extension(0x05, new byte[128]);
    byte[] tls = extension(0x20, with(new byte[5], "!\0\u0007TLSv1.3"));
    byte[] both = with(unique, new String(tls, ISO_8859_1));

    byte[] header = v2(PROXY, TCP4, addresses("203.0.113.7", both));
    assertThat(forwardedFor(requestBehind(header))).isEqualTo("203.0.113.7");
  }

  @Test
  void a_header_and_all_that_follows_may_come_byte_by_byte_or_at_once() {
    byte[] binary = v2(PROXY, TCP4, addresses("203.0.113.7"));
    for (byte[] header : List.of(HEADER.getBytes(ISO_8859_1), binary)) {
      byte[] all = with(header, proxy.upgradeRequest("/") + new String(FRAME, ISO_8859_1));
      for (int pieceBytes : new int[] {1, all.length}) {
        try (RawPeer client = balancer()) {
          for (int at = 0; at < all.length; at += pieceBytes) {
            client.send(Arrays.copyOfRange(all, at, at + pieceBytes));
          }
          try (RawPeer accepted = service.acceptWebSocket()) {
            assertThat(forwardedFor(accepted.head())).isEqualTo("203.0.113.7");
            assertThat(accepted.read(FRAME.length)).isEqualTo(FRAME);
          }
        }
      }
    }
  }

  static List<byte[]> withoutAnAddress() {
    return List.of(
        "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1),
        "PROXY UNKNOWN 203.0.113.7 192.0.2.1 1 2\r\n".getBytes(ISO_8859_1),
        v2(LOCAL, UNSPECIFIED, new byte[0]),
        v2(LOCAL, TCP4, addresses("203.0.113.7")),
        v2(PROXY, UNSPECIFIED, new byte[0]),
        v2(PROXY, UDP4, addresses("203.0.113.7")),
        v2(PROXY, UNIX, new byte[216]));
  }

  @ParameterizedTest
  @MethodSource("withoutAnAddress")
  void without_an_address_it_is_the_balancers_and_what_the_client_writes_counts_for_nothing(
      byte[] header) {
    String head = requestBehind(header, "X-Forwarded-For: 198.51.100.1");

    assertThat(forwardedFor(head)).isEqualTo("127.0.0.1");
    assertThat(counted("local") + counted("unknown")).isEqualTo(1);
  }

  @Test
  void headers_of_a_proxy_before_the_balancer_count_if_that_one_is_trusted() {
    settings.trustedProxies = List.of(Cidr.parse("127.0.0.1/32"), Cidr.parse("203.0.113.0/24"));
    restart();

    String head = requestBehind(HEADER.getBytes(ISO_8859_1), "X-Forwarded-For: 198.51.100.1");
    assertThat(forwardedFor(head)).isEqualTo("198.51.100.1, 203.0.113.7");
    assertThat(proxy.onlyClose().at("/client/address").asText()).isEqualTo("198.51.100.1");
  }

  static List<byte[]> malformed() {
    return List.of(
        "PROXY TCP4 203.0.113.7 192.0.2.1 40000\r\n".getBytes(ISO_8859_1),
        "PROXY TCP4 203.0.113.7 192.0.2.1 40000 443 x\r\n".getBytes(ISO_8859_1),
        "PROXY TCP4 203.0.113.300 192.0.2.1 40000 443\r\n".getBytes(ISO_8859_1),
        "PROXY TCP4 example.net 192.0.2.1 40000 443\r\n".getBytes(ISO_8859_1),
        "PROXY TCP4 2001:db8::1 2001:db8::2 40000 443\r\n".getBytes(ISO_8859_1),
        "PROXY TCP4 203.0.113.7 192.0.2.1 70000 443\r\n".getBytes(ISO_8859_1),
        "PROXY UDP4 203.0.113.7 192.0.2.1 40000 443\r\n".getBytes(ISO_8859_1),
        ("PROXY UNKNOWN " + "x".repeat(200) + "\r\n").getBytes(ISO_8859_1),
        v2(0x11, TCP4, addresses("203.0.113.7")),
        v2(0x22, TCP4, addresses("203.0.113.7")),
        v2(PROXY, 0x41, addresses("203.0.113.7")),
        v2(PROXY, TCP4, new byte[11]),
        v2(PROXY, TCP6, addresses("203.0.113.7")),
        v2(PROXY, TCP4, addresses("203.0.113.7", (byte) 5, (byte) 1, (byte) 0, (byte) 0)),
        v2(PROXY, TCP4, new byte[5_000]));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void behind_a_malformed_header_the_connection_is_ended_and_nothing_reaches_the_service(
      byte[] header) {
    assertEndedWithoutAWord(with(header, proxy.upgradeRequest("/")), "malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "POST /", "PROXY\r\n", "\r\n\r\nGET", "\u0016\u0003"})
  void a_trusted_proxy_that_sends_no_header_is_refused(String first) {
    assertEndedWithoutAWord(first.getBytes(ISO_8859_1), "missing");
  }

  private void assertEndedWithoutAWord(byte[] bytes, String result) {
    try (RawPeer client = balancer()) {
      client.send(bytes);
      assertThat(client.readToEnd().bytes()).isEmpty();
    }
    Eventually.isTrue("it is counted once", () -> counted(result) == 1);
    assertThat(proxy.metrics().sum("closewatch_proxy_protocol_headers_total")).isEqualTo(1);
    assertThat(requestBehind(HEADER.getBytes(ISO_8859_1))).startsWith("GET / ");
  }

  @Test
  void the_header_takes_of_the_time_for_the_handshake() {
    settings.handshakeTimeout = Duration.ofMillis(200);
    restart();
    try (RawPeer client = balancer().send("PROXY TCP4 203")) {
      assertThat(client.readToEnd().bytes()).isEmpty();
    }
    try (RawPeer client = balancer().send(HEADER + "GET / HTTP/1.1\r\n")) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 408 ");
    }
    assertThat(proxy.metrics().sum("closewatch_limit_hits_total", "limit", "handshake_time"))
        .isEqualTo(2);
  }

  @Test
  void whoever_is_not_trusted_is_served_as_who_it_is_and_its_header_is_no_http() {
    try (RawPeer client = RawPeer.connectFrom("127.0.0.2", proxy.port())) {
      client.send(proxy.upgradeRequest("/", "X-Forwarded-For: 198.51.100.1"));
      try (RawPeer accepted = service.acceptWebSocket()) {
        assertThat(forwardedFor(accepted.head())).isEqualTo("127.0.0.2");
      }
    }
    try (RawPeer client = RawPeer.connectFrom("127.0.0.2", proxy.port())) {
      client.send(HEADER + proxy.upgradeRequest("/"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    }
    assertThat(proxy.metrics().sum("closewatch_proxy_protocol_headers_total")).isZero();
  }

  @Test
  void switched_off_a_header_is_no_http() {
    settings.proxyProtocol = false;
    restart();
    try (RawPeer client = balancer().send(HEADER + proxy.upgradeRequest("/"))) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void a_second_header_is_no_http() {
    try (RawPeer client = balancer().send(HEADER + HEADER + proxy.upgradeRequest("/"))) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    }
  }
}
