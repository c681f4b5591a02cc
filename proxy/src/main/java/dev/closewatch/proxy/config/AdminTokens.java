package dev.closewatch.proxy.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The tokens that open the admin port: one, or two while one replaces the other. Only their digests
 * are held, and never shown.
 */
public final class AdminTokens {
  private static final int MOST = 2;

  /** Visible ASCII without spaces, so that it can stand in a header. */
  private static final Predicate<String> TOKEN =
      Pattern.compile("[\\x21-\\x7e]{16,512}").asMatchPredicate();

  private final List<byte[]> digests;

  private AdminTokens(List<byte[]> digests) {
    this.digests = digests;
  }

  /**
   * Reads tokens, one a line.
   *
   * @throws IllegalArgumentException with what is wrong, and without the text
   */
  public static AdminTokens parse(String text) {
    List<String> tokens = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("has no token in it");
    }
    if (tokens.size() > MOST) {
      throw new IllegalArgumentException("has more than " + MOST + " tokens, one a line");
    }
    if (!tokens.stream().allMatch(TOKEN)) {
      throw new IllegalArgumentException(
          "has a token that is not 16 to 512 visible ASCII characters; one is made by: openssl rand"
              + " -hex 32");
    }
    return new AdminTokens(tokens.stream().map(AdminTokens::digest).toList());
  }

  /** Returns whether this is one of them, in a time that says nothing of how nearly it is. */
  public boolean accept(String presented) {
    byte[] digest = digest(presented);
    boolean accepted = false;
    for (byte[] known : digests) {
      accepted |= MessageDigest.isEqual(known, digest);
    }
    return accepted;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdminTokens tokens && sameAs(tokens);
  }

  private boolean sameAs(AdminTokens other) {
    boolean same = digests.size() == other.digests.size();
    for (int i = 0; same && i < digests.size(); i++) {
      same = MessageDigest.isEqual(digests.get(i), other.digests.get(i));
    }
    return same;
  }

  @Override
  public int hashCode() {
    return digests.size();
  }

  /** Returns how many there are; whatever prints a configuration prints this. */
  @Override
  public String toString() {
    return digests.size() + " hidden";
  }
}
