package dev.closewatch.analyzer.vocabulary;

/** Why the proxy ended a connection. */
public enum ProxyCloseReason implements Labelled {
  /** The proxy is going away. */
  DRAIN("drain"),
  /** No byte for longer than the operator allows. */
  IDLE("idle"),
  /** A limit of the operator was reached. */
  LIMIT("limit"),
  /** Nothing came any more behind a first FIN. */
  HALF_CLOSE("half_close"),
  /** An administrator ended it. */
  ADMIN("admin");

  private final String label;

  ProxyCloseReason(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
