package dev.closewatch.proxy.config;

import dev.closewatch.proxy.certificate.CertificateReader;
import dev.closewatch.proxy.certificate.KeyAndChain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * TLS on both sides, by the names of PEM files; their contents are read when they are used.
 *
 * @param certFile what clients are shown, its chain included; with it clients speak TLS
 * @param keyFile the key to it
 * @param upstreamCaFile whose certificates of upstreams count, instead of those that Java trusts
 * @param upstreamCertFile what upstreams are shown
 * @param upstreamKeyFile the key to it
 * @param upstreamVerify whether the certificates of upstreams are looked at at all
 */
public record TlsConfig(
    Optional<String> certFile,
    Optional<String> keyFile,
    Optional<String> upstreamCaFile,
    Optional<String> upstreamCertFile,
    Optional<String> upstreamKeyFile,
    boolean upstreamVerify) {
  private static final int MOST_BYTES = 1 << 20;

  /** What holds unless configured otherwise: no TLS with clients, upstreams are verified. */
  public static final TlsConfig DEFAULTS =
      new TlsConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          true);

  /** Returns whether clients speak TLS. */
  public boolean inFront() {
    return certFile.isPresent();
  }

  /**
   * Adds what does not fit together, whatever is in the files.
   *
   * @param where says where a setting was given
   */
  void checkPairs(Function<Setting<?>, String> where, List<Fault> faults) {
    checkPair(TlsSettings.CERT, certFile, TlsSettings.KEY, keyFile, where, faults);
    checkPair(
        TlsSettings.UPSTREAM_CERT,
        upstreamCertFile,
        TlsSettings.UPSTREAM_KEY,
        upstreamKeyFile,
        where,
        faults);
  }

  private static void checkPair(
      Setting<?> cert,
      Optional<String> certFile,
      Setting<?> key,
      Optional<String> keyFile,
      Function<Setting<?>, String> where,
      List<Fault> faults) {
    if (certFile.isPresent() && keyFile.isEmpty()) {
      faults.add(new Fault(where.apply(cert), "the key to it is missing: " + key));
    } else if (keyFile.isPresent() && certFile.isEmpty()) {
      faults.add(new Fault(where.apply(key), "the certificate to it is missing: " + cert));
    }
  }

  /** Adds what cannot be used of what is in the files. */
  void checkFiles(Function<Setting<?>, String> where, List<Fault> faults) {
    if (certFile.isPresent() && keyFile.isPresent()) {
      check(where.apply(TlsSettings.CERT), () -> readPair(certFile, keyFile), faults);
    }
    if (upstreamCertFile.isPresent() && upstreamKeyFile.isPresent()) {
      String cert = where.apply(TlsSettings.UPSTREAM_CERT);
      check(cert, () -> readPair(upstreamCertFile, upstreamKeyFile), faults);
    }
    upstreamCaFile.ifPresent(
        file -> check(where.apply(TlsSettings.UPSTREAM_CA), () -> readCertificates(file), faults));
  }

  private static void check(String where, Runnable read, List<Fault> faults) {
    try {
      read.run();
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(where, String.valueOf(e.getMessage())));
    }
  }

  /**
   * Reads a certificate with its chain, and the key to it.
   *
   * @throws IllegalArgumentException with one line that says which file cannot be used, and why
   */
  public static KeyAndChain readPair(Optional<String> cert, Optional<String> key) {
    String certFile = cert.orElseThrow();
    String keyFile = key.orElseThrow();
    List<X509Certificate> chain = readCertificates(certFile);
    KeyAndChain pair = new KeyAndChain(parsed(keyFile, KeyAndChain::readKey), chain);
    if (!pair.matches()) {
      throw new IllegalArgumentException(
          OneLine.quote(keyFile)
              + " is not the key to the first certificate of "
              + OneLine.quote(certFile));
    }
    return pair;
  }

  /**
   * Reads certificates, at least one.
   *
   * @throws IllegalArgumentException with one line that names the file and says why it cannot be
   *     used
   */
  public static List<X509Certificate> readCertificates(String file) {
    return parsed(file, CertificateReader::read);
  }

  private static <T> T parsed(String file, Function<String, T> parser) {
    String text = text(file);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(OneLine.quote(file) + " " + e.getMessage(), e);
    }
  }

  private static String text(String file) {
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException(OneLine.quote(file) + " is a directory, not a file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IllegalArgumentException(OneLine.quote(file) + " is larger than 1 MiB");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException(OneLine.quote(file) + ": " + ConfigText.reason(e), e);
    }
  }
}
