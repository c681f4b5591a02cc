package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.CloseEvent;

/** Takes events from any event loop; must not block and must not throw. */
public interface EventSink {
  /** A connection has ended. */
  void closed(CloseEvent event);

  /** A handshake has ended without an upgrade. */
  void notUpgraded(HandshakeEvent event);
}
