package dev.closewatch.proxy.privacy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256: names that cannot be guessed back without the key, and keys made of a key. */
final class NameHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HEX_DIGITS = 16;

  private NameHash() {}

  /** Returns a key of bytes. */
  static SecretKey key(byte[] bytes) {
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  /** Returns the key for a purpose or a day: of no use for any other. */
  static SecretKey derive(SecretKey key, String purpose) {
    return key(mac(key, purpose));
  }

  /**
   * Returns {@code address#} and 16 hex digits, or what stood before the {@code #} of a name that
   * is a hash already.
   */
  static String of(SecretKey key, String name) {
    int sign = name.indexOf('#');
    String what = sign < 0 ? "address" : name.substring(0, sign);
    return what + "#" + HexFormat.of().formatHex(mac(key, name)).substring(0, HEX_DIGITS);
  }

  private static byte[] mac(SecretKey key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
