package dev.closewatch.proxy.kit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A certificate made for a test, with its key: X.509 in DER, RFC 5280. */
public final class TestCertificate {
  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final List<X509Certificate> chain;

  private TestCertificate(KeyPair keys, X509Certificate certificate, List<X509Certificate> above) {
    this.keys = keys;
    this.certificate = certificate;
    chain = new ArrayList<>(List.of(certificate));
    chain.addAll(above);
  }

  /** Makes an authority. */
  public static TestCertificate authority(String name) {
    KeyPair keys = keys("EC");
    Instant now = Instant.now();
    X509Certificate self =
        sign(name, name, keys, keys.getPrivate(), true, now.plus(Duration.ofDays(365)), List.of());
    return new TestCertificate(keys, self, List.of());
  }

  /** Issues a certificate that is valid for a year, for these names and IP addresses. */
  public TestCertificate issue(String... hosts) {
    return issue("EC", Instant.now().plus(Duration.ofDays(365)), hosts);
  }

  /** Issues a certificate that is valid until then. */
  public TestCertificate issue(String algorithm, Instant until, String... hosts) {
    KeyPair of = keys(algorithm);
    String issuer = name(certificate);
    X509Certificate issued =
        sign("test " + hosts[0], issuer, of, keys.getPrivate(), false, until, List.of(hosts));
    return new TestCertificate(of, issued, List.of());
  }

  /** Issues an authority below this one. */
  public TestCertificate issueAuthority(String name) {
    KeyPair of = keys("EC");
    Instant until = Instant.now().plus(Duration.ofDays(365));
    X509Certificate issued =
        sign(name, name(certificate), of, keys.getPrivate(), true, until, List.of());
    return new TestCertificate(of, issued, List.of());
  }

  /** Returns the same with the certificate of its issuer behind it. */
  public TestCertificate with(TestCertificate issuer) {
    return new TestCertificate(keys, certificate, issuer.chain);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public PrivateKey key() {
    return keys.getPrivate();
  }

  public X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  /** Returns the chain as PEM. */
  public String chainPem() {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate each : chain) {
        text.append(pem("CERTIFICATE", each.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  /** Returns the key as PEM, in PKCS#8. */
  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** Writes both into a directory, as Kubernetes names them, and returns it. */
  public Path writeTo(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("tls.crt"), chainPem());
      Files.writeString(directory.resolve("tls.key"), keyPem());
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static String name(X509Certificate of) {
    return of.getSubjectX500Principal().getName().replace("CN=", "");
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      } else if (algorithm.equals("EC")) {
        generator.initialize(256);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate sign(
      String subject,
      String issuer,
      KeyPair of,
      PrivateKey by,
      boolean authority,
      Instant until,
      List<String> hosts) {
    byte[] algorithm = der(0x30, oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2)); // ecdsa-with-SHA256
    byte[] basic = der(0x30, authority ? der(1, new byte[] {-1}) : new byte[0]);
    byte[] extensions = extension(new int[] {0x55, 0x1D, 0x13}, basic);
    if (!hosts.isEmpty()) {
      extensions = join(extensions, extension(new int[] {0x55, 0x1D, 0x11}, names(hosts)));
    }
    byte[] tbs =
        der(
            0x30,
            der(0xA0, der(2, new byte[] {2})),
            der(2, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
            algorithm,
            name(issuer),
            der(0x30, time(until.minus(Duration.ofDays(730))), time(until)),
            name(subject),
            of.getPublic().getEncoded(),
            der(0xA3, der(0x30, extensions)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(by);
      signature.update(tbs);
      byte[] whole = der(0x30, tbs, algorithm, der(3, new byte[] {0}, signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] names(List<String> hosts) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (String host : hosts) {
      boolean address = host.matches("[0-9.]+|.*:.*");
      try {
        byte[] bytes =
            address
                ? InetAddress.getByName(host).getAddress()
                : host.getBytes(StandardCharsets.US_ASCII);
        names.writeBytes(der(address ? 0x87 : 0x82, bytes));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
    return der(0x30, names.toByteArray());
  }

  private static byte[] extension(int[] id, byte[] value) {
    return der(0x30, oid(id), der(4, value));
  }

  private static byte[] name(String commonName) {
    byte[] text = der(0x0C, commonName.getBytes(StandardCharsets.UTF_8));
    return der(0x30, der(0x31, der(0x30, oid(0x55, 4, 3), text)));
  }

  private static byte[] time(Instant time) {
    return der(0x18, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] oid(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return der(6, content);
  }

  /** Returns an element of DER. */
  public static byte[] der(int tag, byte[]... parts) {
    byte[] content = join(parts);
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return join(head, content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
