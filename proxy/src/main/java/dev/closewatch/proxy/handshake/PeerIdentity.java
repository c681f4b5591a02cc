package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.config.PeerBy;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What clients are told from each other by, and grouped by.
 *
 * @param by where a client's identity stands
 * @param key hides what stands there; the same on all event loops
 * @param cohortHeader the header that names a client's group
 */
public record PeerIdentity(PeerBy by, SecretKey key, Optional<String> cohortHeader) {
  private static final int KEY_BYTES = 32;

  /** Identities hidden by a key that this process alone has, and for its life. */
  public static PeerIdentity ofThisProcess(PeerBy by, Optional<String> cohortHeader) {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new PeerIdentity(by, new SecretKeySpec(key, PeerNames.ALGORITHM), cohortHeader);
  }
}
