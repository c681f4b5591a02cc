package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.observe.ProxyHeaderResult;
import dev.closewatch.proxy.observe.RouteObserver;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counts for one route. One thread writes, scrapes read.
 *
 * <p>Two kinds of counts. Frames and bytes come by the million: each is a plain read and an ordered
 * write of its own. Openings and ends are rare and have to add up: they change under a lock that no
 * reader ever holds, since a scrape reads optimistically and tries again if it was disturbed. So
 * neither kind ever makes the event loop wait.
 */
final class LoopCounters implements RouteObserver {
  /** Longs on either side of the live counts: no two loops write to the same cache line. */
  private static final int PADDING = 16;

  private final LedgerSeries ledgerSeries;
  private final LiveSeries liveSeries;
  private final EventSink sink;
  private final StampedLock ledgerLock = new StampedLock();
  private final long[] ledger;
  private final AtomicLongArray live;

  LoopCounters(LedgerSeries ledgerSeries, LiveSeries liveSeries, EventSink sink) {
    this.ledgerSeries = ledgerSeries;
    this.liveSeries = liveSeries;
    this.sink = sink;
    ledger = new long[ledgerSeries.series().slots()];
    live = new AtomicLongArray(liveSeries.series().slots() + 2 * PADDING);
  }

  @Override
  public void opened(Opening opening, long handshakeNanos) {
    long stamp = ledgerLock.writeLock();
    try {
      ledger[ledgerSeries.opened()]++;
      ledger[ledgerSeries.active()]++;
      ledger[ledgerSeries.upgraded()]++;
      observe(ledgerSeries.handshakeSeconds(), Buckets.HANDSHAKE, handshakeNanos);
    } finally {
      ledgerLock.unlockWrite(stamp);
    }
    sink.opened(opening);
  }

  @Override
  public void closed(CloseEvent event) {
    int close = ledgerSeries.close(event.initiator(), event.code(), event.kind());
    ReasonSeries reasons = ledgerSeries.reasons();
    StackName stack = event.opening().client().stack().name();
    int byStack = reasons.stack(stack, event.initiator(), event.kind());
    Sender replier = event.replier();
    Long replyNanos = event.replyNanos();
    long stamp = ledgerLock.writeLock();
    try {
      ledger[close]++;
      ledger[ledgerSeries.active()]--;
      observe(
          ledgerSeries.duration(event.ending()),
          Buckets.CONNECTION_DURATION,
          event.durationNanos());
      ledger[byStack]++;
      if (event.policy() != null) {
        ledger[reasons.policy(event.initiator(), event.policy().cause())]++;
      }
      if (event.kind() == CloseKind.EMPTY && replier != null) {
        ledger[reasons.emptyClose(event)]++;
      }
      if (event.abnormal() != null) {
        ledger[ledgerSeries.abnormals().slot(event.tcpEnd(), event.abnormal())]++;
      }
      if (replier != null) {
        replied(replier, event.reply(), replyNanos);
      }
    } finally {
      ledgerLock.unlockWrite(stamp);
    }
    sink.closed(event);
  }

  private void replied(Sender replier, Reply reply, @Nullable Long replyNanos) {
    if (reply == Reply.NOT_APPLICABLE) {
      return;
    }
    ledger[ledgerSeries.reply(replier, reply)]++;
    if (replyNanos != null) {
      observe(ledgerSeries.closeHandshake(replier), Buckets.CLOSE_HANDSHAKE, replyNanos);
    }
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    int handshake = ledgerSeries.handshake(event.outcome(), event.status());
    long stamp = ledgerLock.writeLock();
    try {
      ledger[handshake]++;
    } finally {
      ledgerLock.unlockWrite(stamp);
    }
    sink.notUpgraded(event);
  }

  private void observe(int histogram, Buckets buckets, long nanos) {
    ledger[histogram + buckets.indexOf(nanos)]++;
    ledger[histogram + buckets.count()] += nanos;
  }

  @Override
  public void frame(Sender sender, Opcode opcode) {
    add(liveSeries.frame(sender, opcode), 1);
  }

  @Override
  public void closeFrame(Sender sender, Close close) {
    add(liveSeries.closeFrame(sender, close), 1);
  }

  @Override
  public void violation(Sender sender, Violation violation) {
    add(liveSeries.violation(sender, violation), 1);
  }

  @Override
  public void unobserved(UnobservedReason reason) {
    add(liveSeries.unobserved(reason), 1);
  }

  @Override
  public void httpAnswered(int status) {
    add(liveSeries.http(status), 1);
  }

  @Override
  public void relayed(Sender sender, int bytes) {
    add(liveSeries.relayedBytes(sender), bytes);
  }

  @Override
  public void undelivered(Sender sender, long bytes) {
    add(liveSeries.undeliveredBytes(sender), bytes);
  }

  @Override
  public void paused(Sender slowReader) {
    add(liveSeries.paused(slowReader), 1);
  }

  @Override
  public void resumed(Sender slowReader) {
    add(liveSeries.paused(slowReader), -1);
  }

  @Override
  public void tapFailed() {
    add(liveSeries.tapFailures(), 1);
  }

  @Override
  public void proxyHeader(ProxyHeaderResult result) {
    add(liveSeries.proxyHeader(result), 1);
  }

  @Override
  public void limitHit(Limit limit) {
    add(liveSeries.limitHit(limit), 1);
  }

  private void add(int slot, long amount) {
    int at = PADDING + slot;
    live.setRelease(at, live.getPlain(at) + amount);
  }

  /** Adds what has been counted here to the sums; the ledger as it was at one moment. */
  void addTo(long[] ledgerSums, long[] liveSums) {
    long[] copy = ledgerAtOneMoment();
    for (int slot = 0; slot < copy.length; slot++) {
      ledgerSums[slot] += copy[slot];
    }
    for (int slot = 0; slot < liveSums.length; slot++) {
      liveSums[slot] += live.getAcquire(PADDING + slot);
    }
  }

  private long[] ledgerAtOneMoment() {
    while (true) {
      long stamp = ledgerLock.tryOptimisticRead();
      if (stamp != 0) {
        long[] copy = ledger.clone();
        if (ledgerLock.validate(stamp)) {
          return copy;
        }
      }
      Thread.onSpinWait();
    }
  }
}
