package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.RouteObserver;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection from its 101 to its end: two legs, a {@link HalfTunnel} in each direction, and the
 * analyzer that watches them.
 *
 * <pre>
 *             +--- FIN of one leg ---> half-closed --- FIN of the other, or silence ---+
 *             |                                                                        v
 *   open -----+--- RST of a leg ---> what was read is written on (1 s at most) ---> ended, once
 *             |                                                                        ^
 *             +--- our decision -------> a Close put in ---> answers, or time is up ----+
 * </pre>
 *
 * <p>Everything runs on the event loop that both legs share.
 */
public final class Tunnel {
  private static final Logger LOG = System.getLogger(Tunnel.class.getName());
  private static final AtomicBoolean TAP_FAULT_LOGGED = new AtomicBoolean();
  private static final long RESET_WAIT_MILLIS = 1_000;
  private static final int NO_CLOSE = -1;

  private final Channel client;
  private final Channel service;
  private final HalfTunnel fromClient;
  private final HalfTunnel fromService;
  private final OurEnd ourEnd;
  private final ConnectionAnalyzer analyzer;
  private final Tap tap;
  private final RouteObserver observer;
  private final OpenTunnels siblings;
  private final RelaySettings settings;

  private boolean tapWorks = true;
  private int closeBytes = NO_CLOSE;
  private boolean legEnded;
  private long firstEndNanos;
  private boolean resetting;
  private boolean ended;

  /** Where this stands among its siblings; theirs to set. */
  int index;

  Tunnel(
      OpenTunnels siblings,
      Channel client,
      Channel service,
      ConnectionAnalyzer analyzer,
      Tap tap,
      RouteObserver observer) {
    this.siblings = siblings;
    settings = siblings.settings();
    this.client = client;
    this.service = service;
    this.analyzer = analyzer;
    this.tap = tap;
    this.observer = observer;
    fromClient = new HalfTunnel(this, Sender.CLIENT, client, service);
    fromService = new HalfTunnel(this, Sender.SERVICE, service, client);
    ourEnd = new OurEnd(this, fromClient, fromService);
  }

  /** Takes over both channels; nothing else may be left there that reads, but TLS. */
  void start(WriteBufferWaterMark marks) {
    for (Channel leg : new Channel[] {client, service}) {
      leg.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      // A failed write must not close the leg: what its peer sent before the reset is still to be
      // read.
      leg.config().setAutoClose(false);
      leg.config().setWriteBufferWaterMark(marks);
    }
    client.pipeline().addLast(fromClient);
    service.pipeline().addLast(fromService);
  }

  ConnectionAnalyzer analyzer() {
    return analyzer;
  }

  RouteObserver observer() {
    return observer;
  }

  boolean ended() {
    return ended;
  }

  HalfTunnel opposite(HalfTunnel half) {
    return half == fromClient ? fromService : fromClient;
  }

  // ---- what the halves tell ----

  void relayed(Sender sender, int bytes) {
    observer.relayed(sender, bytes);
  }

  void undelivered(Sender sender, long bytes) {
    if (bytes > 0) {
      analyzer.undelivered(sender, bytes);
      observer.undelivered(sender, bytes);
    }
  }

  void paused(Sender slowReader) {
    observer.paused(slowReader);
  }

  void resumed(Sender sender, long pausedNanos) {
    analyzer.paused(sender, pausedNanos);
    observer.resumed(sender.other());
  }

  /** Shows the readable bytes to the tap and returns how many of them it took. */
  int tap(Sender sender, ByteBuf bytes, boolean stopAtFrameEnd, long nowNanos) {
    int count = bytes.readableBytes();
    closeBytes = NO_CLOSE;
    if (tapWorks) {
      try {
        ByteBuffer view = bytes.internalNioBuffer(bytes.readerIndex(), count);
        int from = view.position();
        int end = tap.read(sender, view, from, view.limit(), stopAtFrameEnd, nowNanos);
        int closeEnd = analyzer.closeEnd(sender);
        closeBytes = closeEnd < 0 ? NO_CLOSE : closeEnd - from;
        return end - from;
      } catch (Throwable e) {
        tapFailed(e); // whatever it is, the bytes go on
      }
    }
    analyzer.readUnobserved(sender, count, nowNanos);
    return count;
  }

  /** Returns how many of the bytes tapped last go up to the end of the first Close, or -1. */
  int closeBytes() {
    return closeBytes;
  }

  /** Relays all that comes from now on unread. */
  void leaveUnobserved(UnobservedReason reason) {
    tapWorks = false;
    analyzer.unobserved(reason);
  }

  private void tapFailed(Throwable e) {
    leaveUnobserved(UnobservedReason.FAULT);
    observer.tapFailed();
    if (TAP_FAULT_LOGGED.compareAndSet(false, true)) {
      LOG.log(Level.ERROR, "the reader has failed; its connections go on unobserved", e);
    }
  }

  void legEnded(Sender leg, TcpEndHow how) {
    long nowNanos = System.nanoTime();
    if (!legEnded) {
      legEnded = true;
      firstEndNanos = nowNanos;
    }
    analyzer.legEnded(leg, how, nowNanos);
  }

  /** The half's source can be written to no more; its input ends by itself unless it is held up. */
  void sourceLost(HalfTunnel half, boolean inputEnded) {
    if (inputEnded) {
      handOnReset(half);
    } else {
      client.eventLoop().schedule(half::endOfSource, RESET_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Ends both legs, the half's target by a reset, once it has all that was read from the source.
   */
  void handOnReset(HalfTunnel half) {
    if (resetting) {
      return;
    }
    resetting = true;
    client.eventLoop().schedule(this::resetBoth, RESET_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    half.afterPendingWrites(this::resetBoth);
  }

  private void resetBoth() {
    if (!ended) {
      closeByReset(client);
      closeByReset(service);
      end();
    }
  }

  /** Makes the close of a leg a reset, unless it has closed already. */
  private static void closeByReset(Channel leg) {
    try {
      if (leg.isOpen()) {
        leg.config().setOption(ChannelOption.SO_LINGER, 0);
      }
    } catch (ChannelException e) {
      // Its own reset was faster: there is nobody left to send one to.
    }
  }

  boolean bothSourcesEnded() {
    return fromClient.sourceEnded() && fromService.sourceEnded();
  }

  /** Ends the connection if both legs have ended in both directions. */
  void checkEnded() {
    if (!ended && bothSourcesEnded() && fromClient.targetShut() && fromService.targetShut()) {
      end();
    }
  }

  private void end() {
    fromClient.stopPausing();
    fromService.stopPausing();
    if (!fromClient.targetShut()) {
      undelivered(Sender.CLIENT, fromClient.lostBytes());
    }
    if (!fromService.targetShut()) {
      undelivered(Sender.SERVICE, fromService.lostBytes());
    }
    ended = true;
    ourEnd.forgetTime();
    boolean clientTruncated = resetting || LegEnd.truncated(client);
    boolean serviceTruncated = resetting || LegEnd.truncated(service);
    LegEnd.close(client, serviceTruncated);
    LegEnd.close(service, clientTruncated);
    siblings.remove(this);
    CloseEvent event = analyzer.end(System.nanoTime());
    observer.closed(event);
  }

  // ---- when the proxy ends it ----

  /**
   * Ends the connection: a Close into each direction that can take one, then FIN behind the
   * answers.
   *
   * @param withinNanos time for all of that; then the legs are ended as they are
   */
  void endByProxy(ProxyCloseReason reason, OurClose ours, long withinNanos) {
    if (!ended && !ourEnd.begun()) {
      ourEnd.begin(reason, ours, withinNanos);
    }
  }

  /** If we end it, that takes no longer than this from now on. */
  void endWithin(long nanos) {
    ourEnd.within(nanos);
  }

  /** Returns how we end it, if we do. */
  OurEnd ourEnd() {
    return ourEnd;
  }

  /** Ends the legs as they are. */
  void endNow() {
    if (!ended) {
      analyzer.proxyEnded(TcpEndHow.FIN, System.nanoTime());
      end();
    }
  }

  long closeTimeoutNanos() {
    return settings.closeTimeoutNanos();
  }

  ScheduledFuture<?> schedule(Runnable action, long afterNanos) {
    return client.eventLoop().schedule(action, afterNanos, TimeUnit.NANOSECONDS);
  }

  /** Looks whether it has been silent for too long. */
  void sweep(long nowNanos) {
    // Differences, for the clock's values may pass over the end of their range.
    long silentNanos =
        Math.min(nowNanos - lastByteNanos(Sender.CLIENT), nowNanos - lastByteNanos(Sender.SERVICE));
    boolean halfClosed = fromClient.sourceEnded() != fromService.sourceEnded();
    long halfClosedNanos = halfClosed ? Math.min(silentNanos, nowNanos - firstEndNanos) : 0;
    Long idleTimeoutNanos = settings.idleTimeoutNanos();
    if (halfClosedNanos > settings.halfCloseTimeoutNanos()) {
      endByProxy(ProxyCloseReason.HALF_CLOSE, OurClose.GOING_AWAY, settings.closeTimeoutNanos());
    } else if (idleTimeoutNanos != null && silentNanos > idleTimeoutNanos) {
      endByProxy(ProxyCloseReason.IDLE, OurClose.GOING_AWAY, settings.closeTimeoutNanos());
    }
  }

  private long lastByteNanos(Sender sender) {
    return analyzer.traffic(sender).lastByteNanos();
  }

  OpenConnection view(long nowNanos) {
    return new OpenConnection(
        analyzer.opening(),
        nowNanos - analyzer.opening().openedNanos(),
        analyzer.traffic(Sender.CLIENT).counts(),
        analyzer.traffic(Sender.SERVICE).counts(),
        nowNanos - lastByteNanos(Sender.CLIENT),
        nowNanos - lastByteNanos(Sender.SERVICE),
        analyzer.closing());
  }
}
