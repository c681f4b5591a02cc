package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.CloseEvent;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.HandshakeEvent;
import java.util.List;
import java.util.function.Predicate;

/** The newest events in memory: 10,000 closes and 10,000 handshakes; older ones are forgotten. */
public final class EventHistory implements EventSink {
  /** How many of each are kept. */
  public static final int CAPACITY = 10_000;

  private final Newest<CloseEvent> closes;
  private final Newest<HandshakeEvent> handshakes;

  /** Starts empty. */
  public EventHistory() {
    this(CAPACITY);
  }

  EventHistory(int capacity) {
    closes = new Newest<>(capacity);
    handshakes = new Newest<>(capacity);
  }

  @Override
  public void closed(CloseEvent event) {
    closes.add(event);
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    handshakes.add(event);
  }

  /** Returns at most so many closes that match, newest first; on any thread. */
  public List<CloseEvent> closes(Predicate<? super CloseEvent> filter, int max) {
    return closes.find(filter, max);
  }

  /** Returns at most so many handshakes that were not upgraded, newest first; on any thread. */
  public List<HandshakeEvent> handshakes(int max) {
    return handshakes.find(event -> true, max);
  }
}
