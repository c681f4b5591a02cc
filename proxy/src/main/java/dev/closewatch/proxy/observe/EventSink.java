package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;

/** Takes events from any event loop; must not block and must not throw. */
public interface EventSink {
  /** A connection has opened. */
  void opened(Opening opening);

  /** A connection has ended; exactly once for each that has opened. */
  void closed(CloseEvent event);

  /** A handshake has ended without an upgrade. */
  void notUpgraded(HandshakeEvent event);
}
