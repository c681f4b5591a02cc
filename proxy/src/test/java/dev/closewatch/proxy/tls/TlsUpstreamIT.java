package dev.closewatch.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.TlsConfig;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestCertificate;
import dev.closewatch.proxy.kit.TestTls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with the service: whom it trusts, what it shows, and what a failure is. */
class TlsUpstreamIT {
  @TempDir Path directory;

  private final TestTls tls = new TestTls();
  private final Proxy.Settings settings = new Proxy.Settings();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  TlsUpstreamIT() {
    settings.upstreamHost = "https://localhost";
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void a_certificate_for_the_host_from_a_known_authority_is_accepted() {
    settings.tls = tls.config(directory, false);
    TestCertificate between = tls.authority().issueAuthority("between");
    assertEchoes(() -> tls.server(TestTls.V13, between.issue("localhost").with(between)));
  }

  @Test
  void the_upstreams_host_is_named_but_no_address() {
    settings.tls = tls.config(directory, false);
    TestCertificate own = tls.authority().issue("localhost", "127.0.0.1");
    assertThat(namedTo(own)).isEqualTo("[type=host_name (0), value=localhost]");
    settings.upstreamHost = "https://127.0.0.1";
    assertThat(namedTo(own)).isEqualTo("[]");
  }

  private String namedTo(TestCertificate own) {
    try (RawService service = new RawService(0, () -> tls.server(TestTls.V13, own));
        Proxy proxy = settings.start(service.port());
        RawPeer client = RawPeer.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
      try (RawPeer asked = service.accept()) {
        asked.readHead();
        SSLEngine engine = TestTls.of(asked).engine();
        return ((ExtendedSSLSession) engine.getSession()).getRequestedServerNames().toString();
      }
    }
  }

  @Test
  void another_hosts_certificate_is_refused() {
    settings.tls = tls.config(directory, false);
    TestCertificate other = tls.authority().issue("other.test");
    assertUnreachable("wrong_host", () -> tls.server(TestTls.V13, other));
  }

  @Test
  void an_unknown_authoritys_certificate_is_refused() {
    settings.tls = tls.config(directory, false);
    TestCertificate foreign = TestCertificate.authority("foreign").issue("localhost");
    assertUnreachable("untrusted", () -> tls.server(TestTls.V12, foreign));
  }

  /** Without an authority of its own the JDK's count, and none of those knows the test's. */
  @Test
  void verification_is_on_by_default() {
    assertUnreachable(
        "untrusted", () -> tls.server(TestTls.V13, tls.authority().issue("localhost")));
  }

  @Test
  void an_expired_certificate_is_refused() {
    settings.tls = tls.config(directory, false);
    TestCertificate old =
        tls.authority().issue("EC", Instant.now().minus(Duration.ofDays(1)), "localhost");
    assertUnreachable("expired", () -> tls.server(TestTls.V13, old));
  }

  @Test
  void verification_can_be_switched_off_and_that_is_said() {
    settings.tls = config(Optional.empty(), false);
    TestCertificate foreign = TestCertificate.authority("foreign").issue("other.test");
    assertEchoes(() -> tls.server(TestTls.V13, foreign));
    try (Proxy proxy = settings.start(1)) {
      assertThat(proxy.server().notes())
          .singleElement()
          .asString()
          .contains("not verified")
          .contains("--upstream-verify off");
    }
  }

  @Test
  void a_client_certificate_is_shown_when_it_is_asked_for() {
    for (String version : new String[] {TestTls.V13, TestTls.V12}) {
      settings.tls = config(Optional.of(tls.authority().issue("closewatch")), true);
      assertEchoes(() -> demanding(version));
    }
  }

  /** Under TLS 1.3 this comes behind the handshake, as far as we can see it. */
  @Test
  void a_service_that_misses_a_client_certificate_is_unreachable() {
    settings.tls = tls.config(directory, false);
    assertUnreachable("alert", () -> demanding(TestTls.V12));
    assertUnreachable("alert", () -> demanding(TestTls.V13));
  }

  private SSLEngine demanding(String version) {
    SSLEngine engine = tls.server(version, tls.authority().issue("localhost"));
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Test
  void a_service_that_speaks_plain_http_is_unreachable() {
    settings.tls = tls.config(directory, false);
    try (RawService service = new RawService();
        Proxy proxy = settings.start(service.port());
        RawPeer client = RawPeer.connect(proxy.port())) {
      client.send(proxy.upgradeRequest("/"));
      try (RawPeer asked = service.accept()) {
        asked.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").fin();
        assertThat(client.readHead()).startsWith("HTTP/1.1 502");
      }
      assertThat(failed(proxy, "plain_http")).isPositive();
    }
  }

  @Test
  void the_time_to_connect_is_for_tls_too() {
    settings.tls = tls.config(directory, false);
    settings.connectTimeout = Duration.ofMillis(300);
    try (RawService silent = new RawService();
        Proxy proxy = settings.start(silent.port());
        RawPeer client = RawPeer.connect(proxy.port())) {
      long start = System.nanoTime();
      client.send(proxy.upgradeRequest("/"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 502");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(proxy.newestHandshake().get("outcome").asText()).isEqualTo("unreachable");
      assertThat(failed(proxy, "timeout")).isPositive();
      silent.acceptBare().readToEnd(); // nothing is left open
    }
  }

  @Test
  void an_instance_whose_tls_fails_is_left_out() {
    settings.tls = tls.config(directory, false);
    TestCertificate foreign = TestCertificate.authority("foreign").issue("localhost");
    TestCertificate own = tls.authority().issue("localhost");
    try (RawService bad = new RawService(0, () -> tls.server(TestTls.V13, foreign));
        RawService good = new RawService(0, () -> tls.server(TestTls.V13, own));
        Proxy proxy = settings.start(bad.port(), good.port())) {
      accepting(bad);
      for (int i = 0; i < 3; i++) {
        try (Proxy.Pair pair = proxy.open(good)) {
          echo(pair);
        }
      }
      assertThat(failed(proxy, "untrusted")).isPositive();
    }
  }

  /** What ends with its connection has to be seen as cut. */
  @Test
  void an_answer_without_a_length_that_is_cut_is_not_passed_on_as_whole() {
    settings.tls = tls.config(directory, false);
    TestCertificate own = tls.authority().issue("localhost");
    for (boolean inOrder : new boolean[] {true, false}) {
      try (RawService service = new RawService(0, () -> tls.server(TestTls.V13, own));
          Proxy proxy = settings.start(service.port());
          RawPeer client = RawPeer.connect(proxy.port())) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        try (RawPeer asked = service.accept()) {
          asked.readHead();
          asked.send("HTTP/1.1 200 OK\r\n\r\nhalf of it");
          if (inOrder) {
            asked.fin();
          } else {
            TestTls.cut(asked);
          }
          client.readHead();
          assertThat(client.readToEnd().reset()).isEqualTo(!inOrder);
        }
      }
    }
  }

  private TlsConfig config(Optional<TestCertificate> own, boolean verify) {
    TlsConfig byDefault = tls.config(directory, false);
    Optional<Path> files = own.map(certificate -> certificate.writeTo(directory.resolve("own")));
    return new TlsConfig(
        Optional.empty(),
        Optional.empty(),
        verify ? byDefault.upstreamCaFile() : Optional.empty(),
        files.map(path -> path.resolve("tls.crt").toString()),
        files.map(path -> path.resolve("tls.key").toString()),
        verify);
  }

  private void assertEchoes(Supplier<SSLEngine> engine) {
    try (RawService service = new RawService(0, engine);
        Proxy proxy = settings.start(service.port());
        Proxy.Pair pair = proxy.open(service)) {
      echo(pair);
      assertThat(proxy.server().startLine()).contains("relaying to https://");
    }
  }

  private static void echo(Proxy.Pair pair) {
    byte[] hello = FrameBytes.from(Sender.CLIENT).text("hello").bytes();
    pair.client().send(hello);
    assertThat(pair.service().read(hello.length)).isEqualTo(hello);
  }

  private void assertUnreachable(String reason, Supplier<SSLEngine> engine) {
    try (RawService service = new RawService(0, engine);
        Proxy proxy = settings.start(service.port());
        RawPeer client = RawPeer.connect(proxy.port())) {
      accepting(service);
      client.send(proxy.upgradeRequest("/"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 502");
      assertThat(proxy.newestHandshake().get("outcome").asText()).isEqualTo("unreachable");
      // At least one, for it is tried again in the background.
      Eventually.isTrue(reason, () -> failed(proxy, reason) > 0);
      assertThat(proxy.metrics().sum("closewatch_tls_handshake_failures_total"))
          .isEqualTo(failed(proxy, reason));
    }
  }

  /** Accepts whoever comes, whatever becomes of it. */
  private void accepting(RawService service) {
    threads.execute(
        () -> {
          while (!Thread.currentThread().isInterrupted()) {
            try (RawPeer accepted = service.accept()) {
              accepted.readToEnd();
            } catch (UncheckedIOException e) {
              if (e.getCause() instanceof java.net.SocketException) {
                return; // the test is over
              }
            }
          }
        });
  }

  private static double failed(Proxy proxy, String reason) {
    return proxy
        .metrics()
        .sum("closewatch_tls_handshake_failures_total", "side", "service", "reason", reason);
  }
}
