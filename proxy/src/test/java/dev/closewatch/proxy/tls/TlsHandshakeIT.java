package dev.closewatch.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTls;
import dev.closewatch.proxy.kit.TlsSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with clients, before there is a tunnel. */
class TlsHandshakeIT {
  @TempDir Path directory;

  private final TestTls tls = new TestTls();
  private final Proxy.Settings settings = new Proxy.Settings();
  private RawService service;
  private Proxy proxy;

  @BeforeEach
  void start() {
    service = new RawService();
    settings.tls = tls.config(directory, true);
    settings.handshakeTimeout = Duration.ofSeconds(3);
    proxy = settings.start(service.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    service.close();
  }

  @Test
  void the_service_is_told_that_the_client_came_by_https() {
    try (RawPeer client = tls.connect(proxy.port(), TestTls.V13)) {
      client.send("GET /a HTTP/1.1\r\nHost: a\r\nForwarded: for=6.6.6.6\r\n\r\n");
      try (RawPeer asked = service.accept()) {
        String head = asked.readHead();
        assertThat(RawService.header(head, "X-Forwarded-Proto")).isEqualTo("https");
        assertThat(RawService.header(head, "Forwarded")).isEqualTo("for=127.0.0.1;proto=https");
      }
    }
  }

  @Test
  void http_1_1_is_what_is_agreed_on_and_h2_is_not_offered() throws IOException {
    SSLEngine both = alpn("h2", "http/1.1");
    try (RawPeer client = TestTls.connect(proxy.port(), 0, both)) {
      assertThat(TestTls.of(client).engine().getApplicationProtocol()).isEqualTo("http/1.1");
    }
    assertThatThrownBy(() -> TestTls.connect(proxy.port(), 0, alpn("h2")))
        .isInstanceOf(UncheckedIOException.class);
    assertFailed("no_shared_protocol");
  }

  private SSLEngine alpn(String... protocols) {
    SSLEngine engine = tls.client(TestTls.V13);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Test
  void several_requests_go_over_one_connection_and_a_refused_upgrade_too() {
    try (RawPeer client = tls.connect(proxy.port(), TestTls.V12)) {
      String answer = "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno";
      client.send(proxy.upgradeRequest("/a"));
      try (RawPeer asked = service.accept()) {
        asked.readHead();
        asked.send(answer);
        assertThat(client.readHead()).startsWith("HTTP/1.1 401");
        assertThat(new String(client.read(2), java.nio.charset.StandardCharsets.US_ASCII))
            .isEqualTo("no");
        client.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(asked.readHead()).startsWith("GET /b");
        asked.send(answer);
        assertThat(client.readHead()).startsWith("HTTP/1.1 401");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "Ed25519"}) // and EC in all other tests
  void each_kind_of_key_is_used_under_both_versions(String algorithm) throws IOException {
    Path files = Path.of(settings.tls.certFile().orElseThrow()).getParent();
    Instant until = Instant.now().plus(Duration.ofDays(9));
    tls.authority().issue(algorithm, until, "127.0.0.1").writeTo(files);
    try (Proxy other = settings.start(service.port())) {
      for (String version : List.of(TestTls.V12, TestTls.V13)) {
        try (RawPeer client = tls.connect(other.port(), version)) {
          String shown =
              TestTls.of(client)
                  .engine()
                  .getSession()
                  .getPeerCertificates()[0]
                  .getPublicKey()
                  .getAlgorithm();
          assertThat(shown).isIn(algorithm, "EdDSA");
        }
      }
    }
  }

  /** As a TCP balancer does: its header, then the client's bytes. */
  @Test
  void a_proxy_protocol_header_stands_before_tls() throws IOException {
    settings.proxyProtocol = true;
    settings.trustedProxies = List.of(Cidr.parse("127.0.0.0/8"));
    try (Proxy behind = settings.start(service.port());
        RawPeer bare = RawPeer.connect(behind.port())) {
      bare.send("PROXY TCP4 203.0.113.9 198.51.100.1 1111 443\r\n");
      RawPeer client =
          new RawPeer(new TlsSocket(bare.socket(), tls.client(TestTls.V13)).handshake());
      client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
      try (RawPeer asked = service.accept()) {
        String head = asked.readHead();
        assertThat(RawService.header(head, "X-Forwarded-For")).isEqualTo("203.0.113.9");
        assertThat(RawService.header(head, "X-Forwarded-Proto")).isEqualTo("https");
      }
    }
  }

  @Test
  void plain_http_is_counted_and_closed() {
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readToEnd();
    }
    assertFailed("plain_http");
    assertThat(proxy.metrics().sum("closewatch_handshakes_total")).isZero();
  }

  @Test
  void what_is_neither_is_counted_and_closed() {
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send("SSH-2.0-OpenSSH_9.2\r\n");
      client.readToEnd();
    }
    assertFailed("not_tls");
  }

  @Test
  void no_version_or_cipher_in_common_is_counted() {
    SSLEngine old = tls.client(TestTls.V12);
    // A ClientHello of TLS 1.1 in a record of TLS 1.0: the JDK will no longer make one.
    byte[] hello = helloOf(old);
    hello[2] = 1;
    hello[10] = 2;
    byte[] supportedVersions = {0, 43, 0, 3, 2, 3, 3};
    int at = 0;
    while (!Arrays.equals(hello, at, at + 7, supportedVersions, 0, 7)) {
      at++;
    }
    hello[at] = 0x5A; // now an extension that nobody knows
    try (RawPeer client = RawPeer.connect(proxy.port()).send(hello)) {
      client.readToEnd();
    }
    assertFailed("no_shared_version");
    SSLEngine weak = tls.client(TestTls.V12);
    weak.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA"});
    assertThatThrownBy(() -> TestTls.connect(proxy.port(), 0, weak))
        .isInstanceOf(UncheckedIOException.class);
    assertFailed("no_shared_cipher");
  }

  @Test
  void a_client_that_does_not_trust_us_is_counted_as_an_alert() {
    SSLEngine stranger = new TestTls().client(TestTls.V13);
    assertThatThrownBy(() -> TestTls.connect(proxy.port(), 0, stranger))
        .isInstanceOf(UncheckedIOException.class);
    assertFailed("alert");
  }

  @Test
  void a_client_that_leaves_is_counted_if_it_has_said_anything() {
    RawPeer.connect(proxy.port()).fin().readToEnd();
    RawPeer probe = RawPeer.connect(proxy.port());
    probe.reset();
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send(new byte[] {22, 3, 1}).fin().readToEnd();
    }
    assertFailed("ended");
    assertThat(proxy.metrics().sum("closewatch_tls_handshake_failures_total")).isEqualTo(1);
  }

  /** Byte for byte, so that something always comes: the time is for all of it. */
  @Test
  void a_client_hello_that_dribbles_holds_nothing_for_long() {
    byte[] hello = helloOf(tls.client(TestTls.V13));
    List<RawPeer> clients =
        IntStream.range(0, 20).mapToObj(i -> RawPeer.connect(proxy.port())).toList();
    long start = System.nanoTime();
    Thread dribble =
        new Thread(
            () -> {
              try {
                for (byte b : hello) {
                  clients.forEach(client -> client.send(new byte[] {b}));
                  Thread.sleep(50); // over 10 s for all of it
                }
              } catch (UncheckedIOException | InterruptedException e) {
                return; // ended, as it should be
              }
            });
    dribble.start();
    clients.forEach(RawPeer::readToEnd);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    clients.forEach(RawPeer::close);
    Eventually.isTrue("counted", () -> failed("timeout") == 20);
    assertThat(proxy.metrics().sum("closewatch_limit_hits_total", "limit", "handshake_time"))
        .isEqualTo(20);
  }

  @Test
  void the_time_for_tls_and_head_is_one() {
    long start = System.nanoTime();
    try (RawPeer client = tls.connect(proxy.port(), TestTls.V13)) {
      client.send("GET / HTTP/1.1\r\nHo");
      assertThat(client.readHead()).startsWith("HTTP/1.1 408");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    assertThat(proxy.newestHandshake().get("status").asInt()).isEqualTo(408);
  }

  @Test
  void under_tls_1_2_no_client_begins_a_second_handshake() throws IOException {
    try (RawPeer client = tls.connect(proxy.port(), TestTls.V12)) {
      SSLEngine engine = TestTls.of(client).engine();
      engine.beginHandshake();
      ByteBuffer out = ByteBuffer.allocate(1 << 16);
      engine.wrap(ByteBuffer.allocate(0), out);
      TestTls.of(client).bare().getOutputStream().write(out.array(), 0, out.position());
      client.readToEnd();
      assertThat(TestTls.of(client).end()).isNotNull();
    } catch (UncheckedIOException e) {
      assertThat(e).rootCause().hasMessageContaining("alert");
    }
  }

  @Test
  void the_start_line_says_so() {
    assertThat(proxy.server().startLine())
        .matches("listening on 127\\.0\\.0\\.1:\\d+ for wss and https, relaying to .*");
  }

  private byte[] helloOf(SSLEngine engine) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    try {
      engine.beginHandshake();
      engine.wrap(ByteBuffer.allocate(0), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] hello = new byte[out.position()];
    out.flip().get(hello);
    return hello;
  }

  private double failed(String reason) {
    return proxy
        .metrics()
        .sum("closewatch_tls_handshake_failures_total", "side", "client", "reason", reason);
  }

  private void assertFailed(String reason) {
    Eventually.isTrue(reason, () -> failed(reason) == 1);
  }
}
