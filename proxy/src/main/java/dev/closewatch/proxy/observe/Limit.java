package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.Labelled;

/** The limits that can turn somebody away. */
public enum Limit implements Labelled {
  /** Open connections in all. */
  CONNECTIONS("connections"),
  /** The time for a request's head to arrive. */
  HANDSHAKE_TIME("handshake_time"),
  /** The size of a request's head. */
  HEAD_SIZE("head_size"),
  /** The time without a byte. */
  IDLE_TIME("idle_time");

  private final String label;

  Limit(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
