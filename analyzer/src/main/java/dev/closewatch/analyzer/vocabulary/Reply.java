package dev.closewatch.analyzer.vocabulary;

/** How the second Close answered the first. */
public enum Reply implements Labelled {
  /** Kind and code are equal; the reason is ignored. */
  SAME("same"),
  /** Kind or code differ. */
  DIFFERENT("different"),
  /** It had been read before the first one was written to its sender: no answer at all. */
  CROSSED("crossed"),
  /** The other leg ended, or was ended, without one. */
  MISSING("missing"),
  /** The other direction was unreadable. */
  UNKNOWN("unknown"),
  /** The initiator is none, proxy or unknown. */
  NOT_APPLICABLE("not_applicable");

  private final String label;

  Reply(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
