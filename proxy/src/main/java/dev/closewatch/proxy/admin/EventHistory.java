package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ObservedClose;
import java.util.List;
import java.util.function.Predicate;

/** The newest events in memory: 10,000 closes and 10,000 handshakes; older ones are forgotten. */
public final class EventHistory implements ObservationSink {
  /** How many of each are kept. */
  public static final int CAPACITY = 10_000;

  private final Newest<ObservedClose> closes;
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
  public void closed(ObservedClose close) {
    closes.add(close);
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    handshakes.add(event);
  }

  @Override
  public void flagged(FlagEvent event) {
    // The table of peers has it, for as long as it stands.
  }

  /** Returns at most so many closes that match, newest first; on any thread. */
  public List<ObservedClose> closes(Predicate<? super CloseEvent> filter, int max) {
    return closes.find(close -> filter.test(close.event()), max);
  }

  /** Returns at most so many handshakes that were not upgraded, newest first; on any thread. */
  public List<HandshakeEvent> handshakes(int max) {
    return handshakes.find(event -> true, max);
  }
}
