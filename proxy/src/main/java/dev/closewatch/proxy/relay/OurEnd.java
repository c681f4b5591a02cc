package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.proxy.observe.Limit;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the proxy ends a connection of its own accord: the one time that it puts bytes in.
 *
 * <pre>
 *   begin --- their own closing handshake is under way: wait for it ---\
 *      \----------------------------------------------------------------> a Close each way
 *                                                                               |
 *   a leg that has answered, or ended, gets its FIN <--- its Close or end -------+
 *   both legs are ended as they are                 <--- time is up -------------+
 * </pre>
 */
final class OurEnd {
  private final Tunnel tunnel;
  private final HalfTunnel fromClient;
  private final HalfTunnel fromService;
  private @Nullable OurClose close;
  private @Nullable ScheduledFuture<?> timeUp;
  private boolean answersDue;
  private boolean answerTimerSet;

  OurEnd(Tunnel tunnel, HalfTunnel fromClient, HalfTunnel fromService) {
    this.tunnel = tunnel;
    this.fromClient = fromClient;
    this.fromService = fromService;
  }

  boolean begun() {
    return close != null;
  }

  /** Returns what our Closes say. */
  OurClose close() {
    return close == null ? OurClose.GOING_AWAY : close;
  }

  /** Returns whether Closes of ours have gone in, so that FIN waits for the answers to them. */
  boolean answersDue() {
    return answersDue;
  }

  /** Begins the end; it takes no longer than this. */
  void begin(ProxyCloseReason reason, OurClose ours, long withinNanos) {
    close = ours;
    ConnectionAnalyzer analyzer = tunnel.analyzer();
    boolean answerOnItsWay =
        analyzer.hasClosed(Sender.CLIENT) != analyzer.hasClosed(Sender.SERVICE)
            && !fromClient.sourceEnded()
            && !fromService.sourceEnded();
    if (answerOnItsWay) {
      // Their own closing handshake says more than ours would: it gets the time that ours would
      // get.
      long patienceNanos = Math.min(tunnel.closeTimeoutNanos(), withinNanos / 2);
      tunnel.schedule(() -> insertCloses(reason), patienceNanos);
    } else {
      insertCloses(reason);
    }
    if (!tunnel.ended()) {
      timeUp = tunnel.schedule(tunnel::endNow, withinNanos);
    }
  }

  /** It takes no longer than this, if it has begun. */
  void within(long nanos) {
    if (timeUp != null && timeUp.getDelay(TimeUnit.NANOSECONDS) > nanos) {
      forgetTime();
      timeUp = tunnel.schedule(tunnel::endNow, nanos);
    }
  }

  /** A drain may take hours: what has ended is not kept in memory until they are over. */
  void forgetTime() {
    if (timeUp != null) {
      timeUp.cancel(false);
      timeUp = null;
    }
  }

  private void insertCloses(ProxyCloseReason reason) {
    if (tunnel.ended()) {
      return;
    }
    if (reason == ProxyCloseReason.IDLE) {
      tunnel.observer().limitHit(Limit.IDLE_TIME);
    }
    tunnel.analyzer().proxyDecided(reason);
    answersDue = true;
    fromClient.insertClose();
    fromService.insertClose();
    advance();
  }

  /** A Close went in, an answer came, or a leg ended: goes as far as that allows. */
  void advance() {
    if (!answersDue || tunnel.ended()) {
      return;
    }
    finishLeg(Sender.CLIENT, fromClient, fromService);
    finishLeg(Sender.SERVICE, fromService, fromClient);
    tunnel.checkEnded(); // their FINs may have come behind ours
    boolean inserted = !fromClient.insertionPending() && !fromService.insertionPending();
    if (inserted && !answerTimerSet) {
      answerTimerSet = true;
      tunnel.schedule(tunnel::endNow, tunnel.closeTimeoutNanos());
    }
  }

  /**
   * FIN follows the answer: a leg that has said its Close, or has ended, gets no more from us; nor
   * does one that got no Close of ours and whose other side has ended.
   */
  private void finishLeg(Sender leg, HalfTunnel from, HalfTunnel into) {
    boolean answered = tunnel.analyzer().hasClosed(leg) || from.sourceEnded();
    boolean nothingToAnswer = into.sourceEnded() && !into.inserted();
    if ((answered || nothingToAnswer) && !into.insertionPending() && !into.targetShut()) {
      tunnel.analyzer().proxyEnded(TcpEndHow.FIN, System.nanoTime());
      into.shutTarget();
    }
  }
}
