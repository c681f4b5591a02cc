package dev.closewatch.analyzer.vocabulary;

/** How a leg ended. */
public enum TcpEndHow implements Labelled {
  /** An orderly end of the stream. */
  FIN("fin"),
  /** A reset. */
  RESET("reset"),
  /** The network gave it up. */
  TIMEOUT("timeout");

  private final String label;

  TcpEndHow(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
