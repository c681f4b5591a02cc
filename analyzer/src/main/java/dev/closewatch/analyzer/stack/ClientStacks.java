package dev.closewatch.analyzer.stack;

import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.StackName;
import org.jspecify.annotations.Nullable;

/** Tells a client's stack by its User-Agent. Immutable, and safe to share. */
public final class ClientStacks {
  private static final ClientStacks SHIPPED = new ClientStacks();
  private static final ClientStack OTHER =
      new ClientStack(StackName.OTHER, "other", Habit.UNKNOWN, false, false);

  private ClientStacks() {}

  /** Returns what closewatch ships. */
  public static ClientStacks shipped() {
    return SHIPPED;
  }

  /** Returns the stack that a User-Agent, untrusted text, tells of. */
  public ClientStack of(@Nullable String userAgent) {
    return userAgent == null || userAgent.isBlank() ? ClientStack.UNKNOWN : OTHER;
  }
}
