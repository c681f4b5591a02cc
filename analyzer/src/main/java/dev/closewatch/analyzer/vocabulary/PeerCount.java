package dev.closewatch.analyzer.vocabulary;

/** The closes that different peers are counted by. */
public enum PeerCount implements Labelled {
  /** The peer started a close with an empty Close. */
  EMPTY("empty"),
  /** The peer was closed on for the other side's policy. */
  POLICY("policy");

  private final String label;

  PeerCount(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
