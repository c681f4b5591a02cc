package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.Labelled;

/** What became of the PROXY protocol header that a trusted proxy has to send. */
public enum ProxyHeaderResult implements Labelled {
  /** It names the client's address, which counts from then on. */
  ADDRESS("address"),
  /** The proxy speaks for itself, as for a health check: the address is its own. */
  LOCAL("local"),
  /** It knows no IP address of its client: its own address stands for it. */
  UNKNOWN("unknown"),
  /** It cannot be read: the connection is ended. */
  MALFORMED("malformed"),
  /** Something else came in its place: the connection is ended. */
  MISSING("missing");

  private final String label;

  ProxyHeaderResult(String label) {
    this.label = label;
  }

  /** Returns whether the connection ends with it. */
  public boolean refused() {
    return this == MALFORMED || this == MISSING;
  }

  @Override
  public String label() {
    return label;
  }
}
