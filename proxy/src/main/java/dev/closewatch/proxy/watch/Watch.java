package dev.closewatch.proxy.watch;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ObservedClose;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes events over from the event loops, so that nothing that is done with them can ever hold up a
 * connection.
 *
 * <pre>
 *   event loop --\
 *                 bounded queue --> one thread, ten times a second --> peers --> sinks, in order
 *   event loop --/
 * </pre>
 *
 * <p>Event loops never wait: when the queue is full an event is dropped and counted. Metrics do not
 * pass through here, and never lose one.
 */
public final class Watch implements EventSink, AutoCloseable {
  /** Facts that may wait: at ten turns a second, room for 160,000 of them a second. */
  static final int CAPACITY = 16_384;

  private static final Logger LOG = System.getLogger(Watch.class.getName());
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long END_MILLIS = 5_000;

  private final Queue<Object> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final List<ObservationSink> sinks;
  private final Thread thread;
  private volatile boolean ending;
  private boolean failed;

  /** Starts to take events over; the sinks are told of each, in their order. */
  public Watch(List<ObservationSink> sinks) {
    this.sinks = List.copyOf(sinks);
    thread = new Thread(this::run, "closewatch-watch");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void opened(Opening opening) {
    offer(opening);
  }

  @Override
  public void closed(CloseEvent event) {
    offer(event);
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    offer(event);
  }

  private void offer(Object fact) {
    if (waiting.getAndIncrement() < CAPACITY) {
      queue.add(fact);
    } else {
      waiting.decrementAndGet();
      dropped.increment();
    }
  }

  /** Returns how many events found the queue full. */
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    while (!ending) {
      turn();
      LockSupport.parkNanos(TURN_NANOS);
    }
    turn();
  }

  private void turn() {
    for (Object fact = queue.poll(); fact != null; fact = queue.poll()) {
      waiting.decrementAndGet();
      try {
        take(fact);
      } catch (RuntimeException e) {
        tellFailure(e);
      }
    }
  }

  private void take(Object fact) {
    if (fact instanceof CloseEvent event) {
      ObservedClose close = new ObservedClose(event, List.of());
      sinks.forEach(sink -> sink.closed(close));
    } else if (fact instanceof HandshakeEvent event) {
      sinks.forEach(sink -> sink.notUpgraded(event));
    }
  }

  /** A fault here costs the event that showed it, and nothing else; it is logged once. */
  private void tellFailure(RuntimeException e) {
    dropped.increment();
    if (!failed) {
      failed = true;
      LOG.log(Level.ERROR, "an event could not be taken; more of these are counted only", e);
    }
  }

  /** Hands on what waits, and ends; call it when no event loop tells anything any more. */
  @Override
  public void close() {
    ending = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.log(Level.WARNING, "events were lost at the end: they could not be handed on in time");
    }
  }
}
