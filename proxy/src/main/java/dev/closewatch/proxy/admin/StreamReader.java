package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.event.CloseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One reader of the stream. What its connection has no room for it misses; it is told how much as
 * soon as there is room again. All but {@link #wants} and {@link #misses} is for the event loop of
 * its connection alone.
 */
final class StreamReader {
  private static final int MOST_WAITING_BYTES = 256 << 10;

  private final HttpServerResponse response;
  private final CloseFilter filter;
  private final HttpConnection connection;
  private final AtomicLong missed = new AtomicLong();
  private volatile LongAdder missedByAll = new LongAdder();
  private boolean full;
  private long fullSinceNanos;

  StreamReader(HttpServerResponse response, CloseFilter filter, HttpConnection connection) {
    this.response = response;
    this.filter = filter;
    this.connection = connection;
    response.setWriteQueueMaxSize(MOST_WAITING_BYTES);
    response.drainHandler(drained -> hasRoom());
  }

  /** Returns whether this close is asked for; null stands for what is no close. */
  boolean wants(@Nullable CloseEvent close) {
    return close == null || filter.test(close);
  }

  /** Says where to count, beside here, what is missed. */
  void countIn(LongAdder count) {
    missedByAll = count;
  }

  /** An event could not even be handed over. */
  void misses() {
    missed.incrementAndGet();
    missedByAll.increment();
  }

  /** Takes an event, or misses it. */
  void take(Buffer event) {
    if (response.writeQueueFull()) {
      isFull();
      misses();
    } else {
      tellMissed();
      write(event);
    }
  }

  /** Takes what nobody misses: the next one makes up for it. */
  void takeOrLeave(Buffer text) {
    if (response.writeQueueFull()) {
      isFull();
    } else {
      hasRoom();
      write(text);
    }
  }

  private void write(Buffer text) {
    if (!response.ended() && !response.closed()) {
      response.write(text);
    }
  }

  private void isFull() {
    if (!full) {
      full = true;
      fullSinceNanos = System.nanoTime();
    }
  }

  private void hasRoom() {
    full = false;
    tellMissed();
  }

  private void tellMissed() {
    long count = missed.getAndSet(0);
    if (count > 0) {
      write(EventStream.text("missed", null, "{\"count\":" + count + "}"));
    }
  }

  /** Ends the connection, whatever still waits for it. */
  void end() {
    HardEnd.of(connection);
  }

  /** Returns for how long there has been no room, 0 if there is. */
  long stalledNanos() {
    return full ? System.nanoTime() - fullSinceNanos : 0;
  }
}
