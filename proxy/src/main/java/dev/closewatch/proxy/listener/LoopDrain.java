package dev.closewatch.proxy.listener;

import dev.closewatch.proxy.handshake.Handshakes;
import dev.closewatch.proxy.relay.DrainPlan;
import dev.closewatch.proxy.relay.OpenTunnels;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * How what is open on one event loop comes to its end; used on that loop only.
 *
 * <pre>
 *   begin ---- moments of the open connections ---- answers to the last Closes ---- time is up
 *        clients that speak HTTP are answered once more | new requests are refused
 * </pre>
 *
 * <p>It is over before, as soon as nothing is open and nobody waits for an answer.
 */
final class LoopDrain {
  private static final long TICK_MILLIS = 20;

  /** What a client that has just been accepted has time for, until its request is there. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A tunnel ends itself when its time is up; the little that is added lets it. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Vertx vertx;
  private final Handshakes handshakes;
  private final OpenTunnels tunnels;
  private final Promise<Void> quiet = Promise.promise();
  private boolean begun;
  private long begunNanos;
  private long deadlineNanos;

  LoopDrain(Vertx vertx, Handshakes handshakes, OpenTunnels tunnels) {
    this.vertx = vertx;
    this.handshakes = handshakes;
    this.tunnels = tunnels;
  }

  /**
   * Begins, or goes on by another plan.
   *
   * @return completed when nothing is open any more, or time is up
   */
  Future<Void> by(DrainPlan plan) {
    long nowNanos = System.nanoTime();
    deadlineNanos = nowNanos + plan.withinNanos();
    handshakes.drain();
    tunnels.drain(plan);
    if (!begun) {
      begun = true;
      begunNanos = nowNanos;
      tick();
    }
    return quiet.future();
  }

  private void tick() {
    long nowNanos = System.nanoTime();
    if (tunnels.endDue(nowNanos)) {
      handshakes.refuse();
    }
    boolean fresh = nowNanos - begunNanos < FRESH_NANOS;
    boolean empty = tunnels.size() == 0 && !handshakes.anyWaits(fresh);
    if (empty || nowNanos - deadlineNanos > LATE_NANOS) {
      handshakes.end();
      quiet.complete();
    } else {
      vertx.setTimer(TICK_MILLIS, timer -> tick());
    }
  }
}
