package dev.closewatch.analyzer.vocabulary;

/** What the cause of a policy close was told by, the strongest first. */
public enum CauseBasis implements Labelled {
  /** The words of the reason. */
  REASON("reason"),
  /** A code that is mapped to a cause. */
  CODE("code"),
  /** The offender's traffic alone: shown, and never alerted on. */
  TRAFFIC("traffic"),
  /** Nothing: the cause is unknown. */
  NONE("none");

  private final String label;

  CauseBasis(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
