package dev.closewatch.analyzer.vocabulary;

/** Whether an empty Close is what a client's stack sends when its user names no code. */
public enum Habit implements Labelled {
  /** The stack does so by default. */
  USUAL("usual"),
  /** The stack always sends a code: somebody chose this, or something between strips it. */
  UNUSUAL("unusual"),
  /** The client does not say what it is, or nothing is known of it. */
  UNKNOWN("unknown");

  private final String label;

  Habit(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
