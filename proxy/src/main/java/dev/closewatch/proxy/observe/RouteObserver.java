package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.LiveCounts;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.Sender;

/**
 * Told what one event loop does for one route. Every method is called on that loop's thread alone,
 * so an implementation has one writer; it must not block and must not throw.
 */
public interface RouteObserver extends LiveCounts {
  /** A handshake has been upgraded: the connection is open from now on. */
  void opened(Opening opening, long handshakeNanos);

  /** A connection has ended; exactly once for each {@link #opened}. */
  void closed(CloseEvent event);

  /** A handshake has ended without an upgrade. */
  void notUpgraded(HandshakeEvent event);

  /** A request that is no upgrade has been answered with this status. */
  void httpAnswered(int status);

  /** Bytes have been read from a sender behind its handshake. */
  void relayed(Sender sender, int bytes);

  /** Bytes that were read found no leg to go to. */
  void undelivered(Sender sender, long bytes);

  /** Reading has been paused since this side reads slowly. */
  void paused(Sender slowReader);

  /** Reading goes on again, or the connection has ended while it was paused. */
  void resumed(Sender slowReader);

  /** The tap has thrown; the connection goes on unobserved. Logged by the caller. */
  void tapFailed();

  /** A trusted proxy has sent a PROXY protocol header, or should have. */
  void proxyHeader(ProxyHeaderResult result);

  /** A limit has turned somebody away. */
  void limitHit(Limit limit);
}
