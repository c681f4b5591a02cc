package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys as users have them, and the one line that each mistake gets. */
class TlsConfigTest {
  private static final TestCertificate AUTHORITY = TestCertificate.authority("authority");

  @TempDir Path directory;
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private Path cert;
  private Path key;

  @BeforeEach
  void write() {
    TestCertificate own = AUTHORITY.issue("service.test");
    own.writeTo(directory);
    cert = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void pair_ofEachAlgorithm_isRead(String algorithm) {
    AUTHORITY.issue(algorithm, nextYear, "service.test").with(AUTHORITY).writeTo(directory);
    assertThat(faults()).isEmpty();
  }

  @Test
  void key_asOpensslWritesRsa_isRead() throws IOException {
    TestCertificate own = AUTHORITY.issue("RSA", nextYear, "service.test");
    own.writeTo(directory);
    byte[] pkcs8 = own.key().getEncoded();
    write(key, TestCertificate.pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length)));
    assertThat(faults()).isEmpty();
  }

  /** With the block of parameters that {@code openssl ecparam -genkey} puts in front. */
  @Test
  void key_asOpensslWritesEc_isRead() throws IOException {
    TestCertificate own = AUTHORITY.issue("EC", nextYear, "service.test");
    own.writeTo(directory);
    byte[] curve = HexFormat.of().parseHex("06082a8648ce3d030107");
    byte[] pkcs8 = own.key().getEncoded();
    String hex = HexFormat.of().formatHex(pkcs8);
    int at = hex.indexOf("0201010420") / 2; // version and the key itself
    byte[] body = Arrays.copyOfRange(pkcs8, at, at + 37);
    byte[] sec1 = TestCertificate.der(0x30, body, TestCertificate.der(0xA0, curve));
    write(
        key,
        TestCertificate.pem("EC PARAMETERS", curve) + TestCertificate.pem("EC PRIVATE KEY", sec1));
    assertThat(faults()).isEmpty();
  }

  @Test
  void pair_inOneFile_isRead() throws IOException {
    Files.writeString(cert, Files.readString(cert) + Files.readString(key));
    assertThat(read("tls-cert", cert, "tls-key", cert)).isEmpty();
  }

  @Test
  void key_encrypted_isOneLine() throws IOException {
    write(key, TestCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));
    assertThat(faults()).singleElement().asString().contains("is encrypted");
    write(
        key,
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00

        AAAA
        -----END RSA PRIVATE KEY-----
        """);
    assertThat(faults())
        .containsExactly(
            "--tls-cert: '"
                + key
                + "' is encrypted; closewatch takes keys that are not: openssl pkey -in FILE -out"
                + " PLAIN");
  }

  @Test
  void key_ofAnotherCertificate_isOneLine() throws IOException {
    write(key, AUTHORITY.issue("service.test").keyPem());
    assertThat(faults())
        .containsExactly(
            "--tls-cert: '" + key + "' is not the key to the first certificate of '" + cert + "'");
    write(key, AUTHORITY.issue("RSA", nextYear, "service.test").keyPem());
    assertThat(faults()).singleElement().asString().contains("is not the key to the first");
  }

  @Test
  void files_halfWritten_areOneLineWhereverTheyAreCut() throws IOException {
    for (Path file : List.of(cert, key)) {
      String whole = Files.readString(file);
      for (int cut = 0; cut < whole.length() - 1; cut++) {
        write(file, whole.substring(0, cut));
        assertThat(faults()).as("cut at %d of %s", cut, file).hasSize(1);
        assertThat(faults().get(0)).doesNotContain("\n").contains(file.toString());
      }
      write(file, whole);
    }
    assertThat(faults()).isEmpty();
  }

  @Test
  void files_withOtherThings_areOneLineWithoutTheirContent() throws IOException {
    write(cert, "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n");
    assertThat(faults())
        .containsExactly("--tls-cert: '" + cert + "' has a certificate that cannot be read");
    write(cert, "-----BEGIN CERTIFICATE-----\n?secret?\n-----END CERTIFICATE-----\n");
    assertThat(faults())
        .containsExactly("--tls-cert: '" + cert + "' has a CERTIFICATE that is not Base64");
    assertThat(read("tls-cert", key, "tls-key", key))
        .containsExactly("--tls-cert: '" + key + "' has no certificate");
    assertThat(read("tls-cert", directory.resolve("none"), "tls-key", key))
        .containsExactly("--tls-cert: '" + directory.resolve("none") + "': no such file");
    assertThat(read("tls-cert", directory, "tls-key", key))
        .containsExactly("--tls-cert: '" + directory + "' is a directory, not a file");
  }

  @Test
  void half_ofAPair_isOneLine() {
    assertThat(read("tls-cert", cert))
        .containsExactly("--tls-cert: the key to it is missing: tls-key");
    assertThat(read("upstream-key", key))
        .containsExactly("--upstream-key: the certificate to it is missing: upstream-cert");
  }

  @Test
  void authorities_thatAreNone_areOneLine() {
    assertThat(read("upstream-ca", key))
        .containsExactly("--upstream-ca: '" + key + "' has no certificate");
    assertThat(read("upstream-ca", cert)).isEmpty();
  }

  /** A pipeline that checks a configuration has no keys. */
  @Test
  void check_ofAFileAlone_readsNoKeys() throws IOException {
    Path file = directory.resolve("c.yaml");
    write(file, "upstream: https://a\ntls-cert: /none/a\ntls-key: /none/b\n");
    assertThat(ConfigReader.readFile(file.toString())).isInstanceOf(ConfigReader.Valid.class);
    write(file, "upstream: https://a\ntls-cert: /none/a\n");
    assertThat(ConfigReader.readFile(file.toString()))
        .hasToString(
            "Invalid[faults=[" + file + ":2: tls-cert: the key to it is missing: tls-key]]");
  }

  private List<String> faults() {
    return read("tls-cert", cert, "tls-key", key);
  }

  private static List<String> read(Object... given) {
    Map<String, List<String>> options =
        Stream.iterate(0, i -> i < given.length, i -> i + 2)
            .collect(
                Collectors.toMap(i -> (String) given[i], i -> List.of(given[i + 1].toString())));
    options.put("upstream", List.of("http://a"));
    return ConfigReader.read(options, Map.of()) instanceof ConfigReader.Invalid invalid
        ? invalid.faults().stream().map(Fault::toString).toList()
        : List.of();
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }
}
