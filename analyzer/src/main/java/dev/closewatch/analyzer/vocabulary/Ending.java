package dev.closewatch.analyzer.vocabulary;

/** The five ways to end that durations are kept apart by. */
public enum Ending implements Labelled {
  /** Both sides said a legal Close, and nothing behind it. */
  CLEAN("clean"),
  /** Somebody's policy was violated. */
  POLICY("policy"),
  /** No Close came at all. */
  ABNORMAL("abnormal"),
  /** The proxy ended it. */
  PROXY("proxy"),
  /** Everything else. */
  OTHER("other");

  private final String label;

  Ending(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
