package dev.closewatch.analyzer.stack;

import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.StackName;

/**
 * A client stack and its habits.
 *
 * @param name what it is counted under
 * @param product what it is, for people: {@code Chrome}, {@code autobahn-python}; {@code unknown}
 *     without a User-Agent
 * @param emptyClose whether it starts closes with an empty Close by default
 * @param answersByApplication whether a Close is answered only if the application does so: a
 *     missing answer is held against nobody
 * @param browser whether it is a browser: no page can send 1002 to 1015
 */
public record ClientStack(
    StackName name,
    String product,
    Habit emptyClose,
    boolean answersByApplication,
    boolean browser) {
  /** The stack of a client that does not say what it is. */
  public static final ClientStack UNKNOWN =
      new ClientStack(StackName.UNKNOWN, "unknown", Habit.UNKNOWN, false, false);
}
