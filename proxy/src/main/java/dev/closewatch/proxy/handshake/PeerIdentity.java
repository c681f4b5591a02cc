package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.config.PeerBy;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * What clients are told from each other by, and grouped by.
 *
 * @param by where a client's identity stands
 * @param key hides what stands there; the same on all event loops
 * @param cohortHeader the header that names a client's group
 */
public record PeerIdentity(PeerBy by, SecretKey key, Optional<String> cohortHeader) {}
