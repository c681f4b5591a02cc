package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.RouteObserver;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayList;
import java.util.List;

/** The connections that are open on one event loop; used on that loop only. */
public final class OpenTunnels {
  private final RelaySettings settings;
  private final WriteBufferWaterMark marks;
  private final Tap.Factory taps;
  private final List<Tunnel> tunnels = new ArrayList<>();
  private boolean draining;
  private long drainDeadlineNanos;

  /** Starts with none. */
  public OpenTunnels(RelaySettings settings, Tap.Factory taps) {
    this.settings = settings;
    int bufferBytes = settings.bufferBytes();
    marks = new WriteBufferWaterMark(bufferBytes / 2, bufferBytes);
    this.taps = taps;
  }

  /**
   * Opens a tunnel between two legs of this loop; from now on it owns both channels. What was held
   * back of either leg during the handshake is to be fired through its pipeline behind this call.
   *
   * @param causes says why a policy close of its route happened
   * @param handshakeNanos from the request to the 101
   */
  public void open(
      Channel client,
      Channel service,
      Opening opening,
      CauseFinder causes,
      RouteObserver observer,
      long handshakeNanos) {
    ConnectionAnalyzer analyzer = new ConnectionAnalyzer(opening, observer, causes);
    Tunnel tunnel = new Tunnel(this, client, service, analyzer, taps.apply(analyzer), observer);
    tunnel.index = tunnels.size();
    tunnels.add(tunnel);
    observer.opened(opening, handshakeNanos);
    tunnel.start(marks);
    if (draining) {
      tunnel.endByProxy(ProxyCloseReason.DRAIN, drainNanosLeft());
    }
  }

  /** Returns how many are open. */
  public int size() {
    return tunnels.size();
  }

  /** Ends those that have been silent for too long; to be called about once a second. */
  public void sweep(long nowNanos) {
    for (int i = tunnels.size() - 1; i >= 0; i--) {
      tunnels.get(i).sweep(nowNanos);
    }
  }

  /**
   * Ends all of them, and those that still open, within so long, answers to our Closes included.
   */
  public void drain(long withinNanos) {
    draining = true;
    drainDeadlineNanos = System.nanoTime() + withinNanos;
    for (Tunnel tunnel : List.copyOf(tunnels)) {
      tunnel.endByProxy(ProxyCloseReason.DRAIN, withinNanos);
    }
  }

  private long drainNanosLeft() {
    return Math.max(0, drainDeadlineNanos - System.nanoTime());
  }

  /** Returns at most so many of them. */
  public List<OpenConnection> view(int limit) {
    long nowNanos = System.nanoTime();
    return tunnels.stream().limit(limit).map(tunnel -> tunnel.view(nowNanos)).toList();
  }

  RelaySettings settings() {
    return settings;
  }

  /** Forgets one that has ended; the last one takes its place, so that no hole is left. */
  void remove(Tunnel tunnel) {
    Tunnel last = tunnels.remove(tunnels.size() - 1);
    if (last != tunnel) {
      last.index = tunnel.index;
      tunnels.set(tunnel.index, last);
    }
  }
}
