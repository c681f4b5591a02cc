package dev.closewatch.proxy.observe;

/**
 * Takes what has been observed, in order, on one thread that no connection waits for. It must
 * neither throw nor wait for anything outside: what it cannot take it drops, and counts.
 */
public interface ObservationSink {
  /** A connection has ended, and its peers have been judged. */
  void closed(ObservedClose close);

  /** A handshake has ended without an upgrade. */
  void notUpgraded(HandshakeEvent event);

  /** A peer has been flagged. */
  void flagged(FlagEvent event);
}
