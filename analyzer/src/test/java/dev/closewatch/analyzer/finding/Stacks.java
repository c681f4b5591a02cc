package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.StackName;

/** Client stacks, each with the one habit that matters here. */
final class Stacks {
  static final ClientStack CHROME = stack(StackName.CHROME, Habit.USUAL);
  static final ClientStack OKHTTP = stack(StackName.OKHTTP, Habit.UNUSUAL);
  static final ClientStack JDK = stack(StackName.JDK, Habit.UNUSUAL);

  private Stacks() {}

  static ClientStack stack(StackName name, Habit emptyClose) {
    return new ClientStack(name, name.label(), emptyClose, false, false);
  }
}
