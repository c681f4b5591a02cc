package dev.closewatch.analyzer.stack;

import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.StackName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client's stack by its User-Agent, from the file {@code client-stacks.txt}.
 *
 * <p>One pass over the text finds all names that the file asks for, and the first line that has all
 * of its own wins: the time is bounded whatever the text is. Immutable, and safe to share.
 */
public final class ClientStacks {
  /** The longest known ones, of browsers inside of other apps, have some 350. */
  private static final int MAX_CHARS = 512;

  private static final ClientStack OTHER =
      new ClientStack(StackName.OTHER, "other", Habit.UNKNOWN, false, false);
  private static final ClientStacks SHIPPED = new ClientStacks(StackFile.read());

  /** Fits the whole text, if there is one to fit, else a text with all of the names. */
  private record Rule(@Nullable String whole, List<Integer> names, ClientStack stack) {
    private boolean fits(String text, BitSet found) {
      if (whole != null) {
        return whole.equalsIgnoreCase(text);
      }
      for (int name : names) {
        if (!found.get(name)) {
          return false;
        }
      }
      return true;
    }
  }

  private final UserAgentNames names = new UserAgentNames();
  private final List<Rule> rules = new ArrayList<>();

  /**
   * Takes the lines of a file.
   *
   * @throws IllegalArgumentException if one of them asks for a name that cannot be
   */
  ClientStacks(List<StackFile.Row> rows) {
    rows.forEach(row -> rules.add(rule(row)));
  }

  /** Returns what closewatch ships. */
  public static ClientStacks shipped() {
    return SHIPPED;
  }

  /** Returns the stack that a User-Agent, untrusted text, tells of. */
  public ClientStack of(@Nullable String userAgent) {
    if (userAgent == null || userAgent.isBlank()) {
      return ClientStack.UNKNOWN;
    }
    BitSet found = names.in(userAgent, Math.min(userAgent.length(), MAX_CHARS));
    for (Rule rule : rules) {
      if (rule.fits(userAgent, found)) {
        return rule.stack;
      }
    }
    return OTHER;
  }

  private Rule rule(StackFile.Row row) {
    String text = row.userAgent();
    if (text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")) {
      return new Rule(text.substring(1, text.length() - 1), List.of(), row.stack());
    }
    List<Integer> ids = Arrays.stream(text.split(" +")).map(names::add).toList();
    return new Rule(null, ids, row.stack());
  }
}
