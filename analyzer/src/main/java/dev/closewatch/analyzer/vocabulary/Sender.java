package dev.closewatch.analyzer.vocabulary;

/** Who sent a frame, and likewise the leg (TCP connection) that leads to that endpoint. */
public enum Sender implements Labelled {
  /** The endpoint that connected to the proxy. */
  CLIENT("client"),
  /** The endpoint behind the proxy: an instance of the service. */
  SERVICE("service");

  private final String label;

  Sender(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns the endpoint on the other side of the connection. */
  public Sender other() {
    return this == CLIENT ? SERVICE : CLIENT;
  }
}
