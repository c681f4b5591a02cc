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
import dev.closewatch.proxy.reload.Reloaded;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are replaced while connections are open. */
class TlsReloadIT {
  private static final Logger LOGGER = Logger.getLogger(Reloaded.class.getName());

  @TempDir Path directory;

  private final TestTls tls = new TestTls();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final TestCertificate first = tls.authority().issue("127.0.0.1", "localhost");
  private final TestCertificate second = tls.authority().issue("127.0.0.1", "localhost");
  private RawService service;
  private Proxy proxy;
  private Path mount;

  /** As Kubernetes mounts a secret: tls.crt -> ..data/tls.crt, ..data -> ..1 */
  @BeforeEach
  void start() throws IOException {
    LOGGER.addHandler(recorder);
    mount = Files.createDirectory(directory.resolve("mount"));
    first.writeTo(mount.resolve("..1"));
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
    for (String file : new String[] {"tls.crt", "tls.key"}) {
      Files.createSymbolicLink(mount.resolve(file), Path.of("..data", file));
    }
    service = new RawService();
    Proxy.Settings settings = new Proxy.Settings();
    settings.tls =
        new TlsConfig(
            Optional.of(mount.resolve("tls.crt").toString()),
            Optional.of(mount.resolve("tls.key").toString()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    proxy = settings.start(service.port());
  }

  @AfterEach
  void stop() {
    LOGGER.removeHandler(recorder);
    proxy.close();
    service.close();
  }

  @Test
  void a_swapped_directory_is_in_use_for_new_connections_and_open_ones_go_on() throws IOException {
    try (Proxy.Pair open = proxy.open(service, tls.connect(proxy.port(), TestTls.V13))) {
      assertThat(shown()).isEqualTo(serial(first));
      swapTo("..2", second);
      Eventually.isTrue("the other certificate is shown", () -> shown().equals(serial(second)));
      byte[] hello = FrameBytes.from(Sender.CLIENT).text("hello").bytes();
      open.client().send(hello);
      assertThat(open.service().read(hello.length)).isEqualTo(hello);
    }
    assertThat(lines).singleElement().asString().contains("another certificate, valid until");
    assertThat(successful()).isEqualTo(1);
    assertThat(shownExpiry()).isEqualTo(expiry(second));
  }

  @Test
  void files_that_are_written_over_are_in_use() throws IOException {
    Files.writeString(mount.resolve("..1/tls.crt"), second.chainPem());
    Files.writeString(mount.resolve("..1/tls.key"), second.keyPem());
    Eventually.isTrue("the other certificate is shown", () -> shown().equals(serial(second)));
  }

  @Test
  void a_broken_pair_is_refused_with_one_line_and_the_old_one_stays() throws IOException {
    TestCertificate stranger = tls.authority().issue("127.0.0.1");
    Path broken = second.writeTo(mount.resolve("..2"));
    Files.writeString(broken.resolve("tls.key"), stranger.keyPem());
    swap("..2");
    Eventually.isTrue("refused", () -> successful() == 0);
    assertThat(shown()).isEqualTo(serial(first));
    assertThat(shownExpiry()).isEqualTo(expiry(first));
    assertThat(lines)
        .containsExactly(
            "tls-cert stays as it was: '"
                + mount.resolve("tls.key")
                + "' is not the key to the first certificate of '"
                + mount.resolve("tls.crt")
                + "'");

    String half = second.chainPem();
    Files.writeString(broken.resolve("tls.crt"), half.substring(0, half.length() / 2));
    Eventually.isTrue("refused again", () -> lines.size() == 2);
    assertThat(lines.get(1)).contains("has no end of its CERTIFICATE");
    assertThat(shown()).isEqualTo(serial(first));

    swapTo("..3", second);
    Eventually.isTrue("accepted", () -> successful() == 1);
    assertThat(shown()).isEqualTo(serial(second));
    assertThat(lines).hasSize(3);
  }

  @Test
  void an_authority_and_a_client_certificate_are_read_again() throws IOException {
    TestTls other = new TestTls();
    Path ca = tls.authority().writeTo(directory.resolve("ca")).resolve("tls.crt");
    Path own = tls.authority().issue("closewatch").writeTo(directory.resolve("own"));
    Proxy.Settings settings = new Proxy.Settings();
    settings.upstreamHost = "https://127.0.0.1";
    settings.tls =
        new TlsConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.of(ca.toString()),
            Optional.of(own.resolve("tls.crt").toString()),
            Optional.of(own.resolve("tls.key").toString()),
            true);
    TestCertificate server = other.authority().issue("127.0.0.1");
    try (RawService demanding =
            new RawService(
                0,
                () -> {
                  var engine = other.server(TestTls.V12, server);
                  engine.setNeedClientAuth(true);
                  return engine;
                });
        Proxy behind = settings.start(demanding.port())) {
      other.authority().writeTo(directory.resolve("ca"));
      TestCertificate renewed = other.authority().issue("closewatch");
      renewed.writeTo(own);
      Eventually.isTrue("read again", () -> !lines.isEmpty());
      try (Proxy.Pair pair = behind.open(demanding)) {
        assertThat(peerSerial(pair.service())).isEqualTo(serial(renewed));
      }
      assertThat(
              behind.metrics().sum("closewatch_tls_reload_successful", "certificate", "upstream"))
          .isEqualTo(1);
    }
  }

  private void swapTo(String name, TestCertificate certificate) throws IOException {
    certificate.writeTo(mount.resolve(name));
    swap(name);
  }

  private void swap(String name) throws IOException {
    Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
    Files.move(
        link,
        mount.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the serial number of the certificate that a new client is shown. */
  private BigInteger shown() {
    try (RawPeer client = tls.connect(proxy.port(), TestTls.V13)) {
      return peerSerial(client);
    }
  }

  private static BigInteger peerSerial(RawPeer peer) {
    try {
      var chain = TestTls.of(peer).engine().getSession().getPeerCertificates();
      return ((X509Certificate) chain[0]).getSerialNumber();
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigInteger serial(TestCertificate certificate) {
    return certificate.certificate().getSerialNumber();
  }

  private static double expiry(TestCertificate certificate) {
    return certificate.certificate().getNotAfter().toInstant().getEpochSecond();
  }

  private double successful() {
    return proxy.metrics().sum("closewatch_tls_reload_successful", "certificate", "front");
  }

  private double shownExpiry() {
    return proxy.metrics().sum("closewatch_tls_certificate_expiry_seconds", "certificate", "front");
  }
}
