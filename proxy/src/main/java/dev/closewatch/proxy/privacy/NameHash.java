package dev.closewatch.proxy.privacy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256: names that cannot be guessed back without the key, and keys made of a key. For one
 * thread at a time.
 */
public final class NameHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HEX_DIGITS = 16;

  private final Mac mac;

  /** Makes names with this key. */
  public NameHash(SecretKey key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** Returns a key of bytes. */
  static SecretKey key(byte[] bytes) {
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  /** Returns the key for a purpose or a day: of no use for any other. */
  static SecretKey derive(SecretKey key, String purpose) {
    return key(new NameHash(key).digest(purpose));
  }

  /** Returns what sort of name it is, {@code #} and 16 hex digits. */
  public String of(String sort, String name) {
    return sort + "#" + HexFormat.of().formatHex(digest(name)).substring(0, HEX_DIGITS);
  }

  private byte[] digest(String text) {
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
