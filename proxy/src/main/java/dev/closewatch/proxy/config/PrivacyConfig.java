package dev.closewatch.proxy.config;

import java.util.List;
import java.util.Optional;

/**
 * What is hidden in all that leaves the relay.
 *
 * @param mode how clients are named
 * @param keyFile the key of hashed names, the same on all replicas; else each has one of its own
 * @param pathPatterns paths that are shown as one, the first that fits
 * @param unmatchedPaths how all others are shown
 * @param scrubReasons whether texts are cleared of what may name a person; with hashed names they
 *     always are
 */
public record PrivacyConfig(
    PrivacyMode mode,
    Optional<String> keyFile,
    List<PathPattern> pathPatterns,
    UnmatchedPaths unmatchedPaths,
    boolean scrubReasons) {
  private static final int LEAST_KEY_CHARS = 16;

  /** What holds unless configured otherwise. */
  public static final PrivacyConfig DEFAULTS =
      new PrivacyConfig(PrivacyMode.PLAIN, Optional.empty(), List.of(), UnmatchedPaths.KEEP, false);

  /** Keeps a copy. */
  public PrivacyConfig {
    pathPatterns = List.copyOf(pathPatterns);
  }

  /** Returns whether client names are hashed. */
  public boolean hashes() {
    return mode == PrivacyMode.HASH;
  }

  /** Returns whether texts are cleared of what may name a person. */
  public boolean scrubs() {
    return scrubReasons || hashes();
  }

  /** Adds what cannot be used. */
  void check(List<Fault> faults) {
    try {
      keyFile.ifPresent(PrivacyConfig::readKey);
    } catch (IllegalArgumentException e) {
      faults.add(new Fault("privacy-key-file", String.valueOf(e.getMessage())));
    }
  }

  /**
   * Reads the key of a file.
   *
   * @return its bytes, each a character
   * @throws IllegalArgumentException with one line that says why it cannot be used
   */
  public static String readKey(String file) {
    String key = SecretFile.read(file);
    if (key.length() < LEAST_KEY_CHARS) {
      throw Syntax.wrong(
          file,
          "has fewer than " + LEAST_KEY_CHARS + " bytes; a key is made by: openssl rand -hex 32");
    }
    return key;
  }
}
