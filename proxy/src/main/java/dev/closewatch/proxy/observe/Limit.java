package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.Labelled;

/** The limits that can turn somebody away. */
public enum Limit implements Labelled {
  /** Open connections in all. */
  CONNECTIONS("connections"),
  /** New connections, while the process has too much to do. */
  OVERLOAD("overload"),
  /** Connections of one peer. */
  CONNECTIONS_PER_PEER("connections_per_peer"),
  /** The time for a request's head to arrive, and a PROXY protocol header before it. */
  HANDSHAKE_TIME("handshake_time"),
  /** The size of a head, a request's or an answer's. */
  HEAD_SIZE("head_size"),
  /** The time in which a body has to make progress, sent by a client or taken by one. */
  BODY_TIME("body_time"),
  /** The time for a connection to an upstream. */
  CONNECT_TIME("connect_time"),
  /** The time for an upstream's answer. */
  RESPONSE_TIME("response_time"),
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
