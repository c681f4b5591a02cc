package dev.closewatch.analyzer.vocabulary;

/** Why a connection, or its rest, was relayed without being read. */
public enum UnobservedReason implements Labelled {
  /** A frame length that leaves no way on. */
  UNREADABLE("unreadable"),
  /** A fault in the reader itself. */
  FAULT("fault"),
  /** Observation was given up under load. */
  SHED("shed"),
  /** Observation is switched off. */
  OFF("off");

  private final String label;

  UnobservedReason(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
