package dev.closewatch.proxy.admin;

import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminTokens;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that hold now. A file of them is read again and again, since what replaces it gives no
 * sign that all systems have: Kubernetes swaps a link some directories above it. One that cannot be
 * used is refused with one line, and those before it stay.
 */
final class TokenSource implements Supplier<@Nullable AdminTokens> {
  private static final Logger LOG = System.getLogger(TokenSource.class.getName());

  private final @Nullable String file;
  private final Runnable changed;
  private volatile @Nullable AdminTokens tokens;
  private @Nullable String refused;

  /**
   * Takes the first tokens.
   *
   * @param changed told on the thread that refreshes that others hold now
   * @throws IllegalArgumentException with one line that says why their file cannot be used
   */
  TokenSource(AdminAccess access, Runnable changed) {
    file = access.tokenFile().orElse(null);
    tokens = file == null ? access.given().orElse(null) : AdminAccess.read(file);
    this.changed = changed;
  }

  /** Returns whether they can change. */
  boolean isFile() {
    return file != null;
  }

  /** Returns the tokens, or null if none is asked for. */
  @Override
  public @Nullable AdminTokens get() {
    return tokens;
  }

  /** Looks at the file again; for one thread at a time, and one that may wait for a disk. */
  synchronized void refresh() {
    if (file == null) {
      return;
    }
    try {
      AdminTokens read = AdminAccess.read(file);
      refused = null;
      AdminTokens before = tokens;
      if (before == null || !read.equals(before)) {
        tokens = read;
        LOG.log(Level.INFO, "the admin port has another token now, of {0}", file);
        changed.run();
      }
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(refused)) {
        refused = why;
        LOG.log(Level.WARNING, "the admin port keeps its token: {0}", why);
      }
    }
  }
}
