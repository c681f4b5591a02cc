package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.RouteObserver;
import dev.closewatch.proxy.observe.Shedding;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The connections that are open on one event loop; used on that loop only. */
public final class OpenTunnels {
  private RelaySettings settings;
  private WriteBufferWaterMark marks;
  private final Tap.Factory taps;
  private final Shedding shedding;

  /** In a drain, those below {@link #waiting} wait for their moment; the others are ending. */
  private final List<Tunnel> tunnels = new ArrayList<>();

  private int waiting;
  private @Nullable Draining draining;

  private record Draining(Spread spread, OurClose close, long deadlineNanos) {
    long nanosLeft(long nowNanos) {
      return Math.max(0, deadlineNanos - nowNanos);
    }
  }

  /** Starts with none. */
  public OpenTunnels(RelaySettings settings, Tap.Factory taps, Shedding shedding) {
    this.settings = settings;
    marks = marks(settings);
    this.taps = taps;
    this.shedding = shedding;
  }

  private static WriteBufferWaterMark marks(RelaySettings settings) {
    int bufferBytes = settings.bufferBytes();
    return new WriteBufferWaterMark(bufferBytes / 2, bufferBytes);
  }

  /** Has connections that open from now on follow these. */
  public void use(RelaySettings other) {
    settings = other;
    marks = marks(other);
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
    Tunnel tunnel = new Tunnel(this, client, service, analyzer, tap(analyzer), observer);
    tunnel.index = tunnels.size();
    tunnels.add(tunnel);
    if (draining != null) {
      swap(tunnel.index, waiting++);
    }
    observer.opened(opening, handshakeNanos);
    UnobservedReason unobserved = shedding.whyUnobserved(opening.route());
    if (unobserved != null) {
      tunnel.leaveUnobserved(unobserved);
    }
    tunnel.start(marks);
  }

  /** Returns the connection's tap; one that cannot be made fails when it is first asked to look. */
  private Tap tap(ConnectionAnalyzer analyzer) {
    try {
      return taps.apply(analyzer);
    } catch (Throwable e) { // whatever it is, the connection is open
      return (sender, bytes, from, to, stopAtFrameEnd, nowNanos) -> {
        throw new IllegalStateException("the reader could not be made", e);
      };
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
   * From now on ends all of them, and those that still open, each at a moment of its own: {@link
   * #endDue} does it. A second plan takes the place of the first.
   */
  public void drain(DrainPlan plan) {
    long nowNanos = System.nanoTime();
    long spreadNanos = plan.spreadNanos(settings.closeTimeoutNanos());
    if (draining == null) {
      waiting = tunnels.size();
    }
    draining =
        new Draining(
            new Spread(new SplittableRandom(), nowNanos, spreadNanos),
            OurClose.of(plan.code()),
            nowNanos + plan.withinNanos());
    for (int i = tunnels.size() - 1; i >= waiting; i--) {
      tunnels.get(i).endWithin(plan.withinNanos());
    }
  }

  /**
   * Ends those whose moment has come in a drain; to be called some ten times a second.
   *
   * @return whether each of them, and each that still opens, has had its moment
   */
  public boolean endDue(long nowNanos) {
    if (draining == null) {
      return false;
    }
    Draining drain = draining;
    int due = drain.spread().due(nowNanos, waiting);
    for (int i = 0; i < due; i++) {
      Tunnel tunnel = tunnels.get(drain.spread().pick(waiting));
      swap(tunnel.index, --waiting);
      tunnel.endByProxy(ProxyCloseReason.DRAIN, drain.close(), drain.nanosLeft(nowNanos));
    }
    return drain.spread().isOver(nowNanos);
  }

  /** Ends the one with this id for an administrator, and returns whether there is one. */
  public boolean end(String id) {
    for (Tunnel tunnel : tunnels) {
      if (tunnel.analyzer().opening().id().equals(id)) {
        long withinNanos = settings.closeTimeoutNanos();
        tunnel.endByProxy(ProxyCloseReason.ADMIN, OurClose.GOING_AWAY, withinNanos);
        return true;
      }
    }
    return false;
  }

  private void swap(int one, int other) {
    Tunnel first = tunnels.get(one);
    Tunnel second = tunnels.get(other);
    tunnels.set(one, second);
    tunnels.set(other, first);
    first.index = other;
    second.index = one;
  }

  /** Returns at most so many of them. */
  public List<OpenConnection> view(int limit) {
    long nowNanos = System.nanoTime();
    return tunnels.stream().limit(limit).map(tunnel -> tunnel.view(nowNanos)).toList();
  }

  RelaySettings settings() {
    return settings;
  }

  /** Forgets one that has ended; others take its place, so that no hole is left. */
  void remove(Tunnel tunnel) {
    if (tunnel.index < waiting) {
      swap(tunnel.index, --waiting);
    }
    Tunnel last = tunnels.remove(tunnels.size() - 1);
    if (last != tunnel) {
      last.index = tunnel.index;
      tunnels.set(tunnel.index, last);
    }
  }
}
