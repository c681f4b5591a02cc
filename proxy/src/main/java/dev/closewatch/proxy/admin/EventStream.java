package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.proxy.event.EventJson;
import dev.closewatch.proxy.event.EventSchema;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ObservedClose;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to the readers of the stream, as they come.
 *
 * <pre>
 *   watch --> bounded queue --> the admin port's event loop --> each reader's connection
 * </pre>
 *
 * <p>Nobody waits for a reader: what does not fit the queue or a reader's connection is missed by
 * that reader, which is counted, and told to it as soon as it reads again. An event is made text
 * once for all readers, and not at all if there are none.
 */
public final class EventStream implements ObservationSink {
  /** Events that may wait for the event loop. */
  static final int CAPACITY = 2_048;

  /** A part of the stream; {@code close} is what filters look at, null for what all readers get. */
  private record Part(Buffer text, @Nullable CloseEvent close) {}

  private final List<StreamReader> readers = new CopyOnWriteArrayList<>();
  private final Queue<Part> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final LongAdder missed = new LongAdder();
  private volatile @Nullable Context loop;

  /** Returns how many events readers have missed, each counted for each reader. */
  public long dropped() {
    return missed.sum();
  }

  @Override
  public void closed(ObservedClose close) {
    CloseEvent event = close.event();
    if (readers.stream().anyMatch(reader -> reader.wants(event))) {
      offer(EventSchema.CLOSE, event.opening().id(), EventJson.line(close), event);
    }
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    if (!readers.isEmpty()) {
      offer(EventSchema.HANDSHAKE, event.id(), EventJson.line(event), null);
    }
  }

  @Override
  public void flagged(FlagEvent event) {
    if (!readers.isEmpty()) {
      offer(EventSchema.FLAG, event.id(), EventJson.line(event), null);
    }
  }

  private void offer(EventSchema schema, String id, String json, @Nullable CloseEvent close) {
    Context context = loop;
    if (context == null) {
      return;
    }
    if (waiting.incrementAndGet() > CAPACITY) {
      waiting.decrementAndGet();
      readers.stream().filter(reader -> reader.wants(close)).forEach(StreamReader::misses);
      return;
    }
    queue.add(new Part(text(schema.word(), id, json), close));
    if (scheduled.compareAndSet(false, true)) {
      context.runOnContext(turn -> deliver());
    }
  }

  private void deliver() {
    scheduled.set(false);
    for (Part part = queue.poll(); part != null; part = queue.poll()) {
      waiting.decrementAndGet();
      for (StreamReader reader : readers) {
        if (reader.wants(part.close())) {
          reader.take(part.text());
        }
      }
    }
  }

  /** Adds a reader; only ever on one event loop, whose context this is. */
  void add(StreamReader reader, Context context) {
    loop = context;
    reader.countIn(missed);
    readers.add(reader);
  }

  void remove(StreamReader reader) {
    readers.remove(reader);
  }

  List<StreamReader> readers() {
    return readers;
  }

  /** Returns an event as it stands in a stream; the JSON is one line. */
  static Buffer text(String event, @Nullable String id, String json) {
    StringBuilder text = new StringBuilder(json.length() + 100).append("event: ").append(event);
    if (id != null) {
      text.append("\nid: ").append(id);
    }
    text.append("\ndata: ").append(json).append("\n\n");
    return Buffer.buffer(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
