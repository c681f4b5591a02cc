package dev.closewatch.proxy.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What one end of TLS shows of itself: a certificate with those that lead from it to a root, and
 * the private key that belongs to it.
 *
 * @param chain the certificate itself comes first
 */
public record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {

  /** Keeps a copy. */
  public KeyAndChain {
    chain = List.copyOf(chain);
  }

  /**
   * Returns the one private key of a PEM text.
   *
   * @throws IllegalArgumentException with one line that says why there is none that can be used
   */
  public static PrivateKey readKey(String text) {
    return KeyReader.read(Pem.read(text));
  }

  /** Returns whether the key belongs to the first certificate: it can sign what that confirms. */
  public boolean matches() {
    PublicKey publicKey = chain.get(0).getPublicKey();
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "RSASSA-PSS" -> "RSASSA-PSS";
          default -> "EdDSA";
        };
    byte[] text = {1};
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(text);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(publicKey);
      verifying.update(text);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // a key of one kind, a certificate of another
    }
  }

  /** Returns when the first certificate of the chain ends to be valid. */
  public Instant expiry() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
