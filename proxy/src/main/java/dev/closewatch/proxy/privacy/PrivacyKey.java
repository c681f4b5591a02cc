package dev.closewatch.proxy.privacy;

import dev.closewatch.proxy.config.PrivacyConfig;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import javax.crypto.SecretKey;

/**
 * The key of all hashed names: that of the file, on all replicas the same, or one of this process
 * alone. What it is used for gets a key of its own made of it.
 */
public final class PrivacyKey {
  private static final int BYTES = 32;

  private final SecretKey key;

  private PrivacyKey(SecretKey key) {
    this.key = key;
  }

  /**
   * Returns the key.
   *
   * @throws IllegalArgumentException with one line that says why the file cannot be used
   */
  public static PrivacyKey of(PrivacyConfig config) {
    byte[] bytes = new byte[BYTES];
    if (config.keyFile().isPresent()) {
      bytes = PrivacyConfig.readKey(config.keyFile().get()).getBytes(StandardCharsets.ISO_8859_1);
    } else {
      new SecureRandom().nextBytes(bytes);
    }
    return new PrivacyKey(NameHash.key(bytes));
  }

  /** Returns the key for the names of each day. */
  SecretKey ofDays() {
    return NameHash.derive(key, "days");
  }

  /** Returns the key for identities that may be secrets themselves, such as cookies. */
  public SecretKey ofIdentities() {
    return NameHash.derive(key, "identities");
  }
}
