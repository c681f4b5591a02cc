package dev.closewatch.analyzer.vocabulary;

/** Which leg ended first. */
public enum TcpEndBy implements Labelled {
  /** The client's leg. */
  CLIENT("client"),
  /** The service's leg. */
  SERVICE("service"),
  /** The proxy ended both. */
  PROXY("proxy");

  private final String label;

  TcpEndBy(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
