package dev.closewatch.proxy.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads X.509 certificates, in the order that a PEM text has them. */
public final class CertificateReader {
  private CertificateReader() {}

  /**
   * Returns all certificates of a PEM text, at least one.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static List<X509Certificate> read(String text) {
    List<X509Certificate> all = new ArrayList<>();
    for (Pem block : Pem.read(text)) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        all.add(certificate(block));
      }
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("has no certificate");
    }
    return all;
  }

  private static X509Certificate certificate(Pem block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("has a certificate that cannot be read", e);
    }
  }
}
