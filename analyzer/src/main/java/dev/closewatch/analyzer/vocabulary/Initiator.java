package dev.closewatch.analyzer.vocabulary;

/** Who began the end of a connection. */
public enum Initiator implements Labelled {
  /** The client's Close came first. */
  CLIENT("client"),
  /** The service's Close came first. */
  SERVICE("service"),
  /** A leg ended before any Close had come. */
  NONE("none"),
  /** The proxy itself decided to end it. */
  PROXY("proxy"),
  /** It cannot be told from what was certain. */
  UNKNOWN("unknown");

  private final String label;

  Initiator(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
