package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ObservedClose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The newest events in memory: 10,000 closes and 10,000 handshakes; older ones are forgotten. */
public final class EventHistory implements ObservationSink {
  /** How many of each are kept. */
  public static final int CAPACITY = 10_000;

  private final @Nullable Duration retention;
  private final Newest<ObservedClose> closes;
  private final Newest<HandshakeEvent> handshakes;

  /** Starts empty; nothing is shown that is older than the retention, if there is one. */
  public EventHistory(@Nullable Duration retention) {
    this(CAPACITY, retention);
  }

  EventHistory(int capacity, @Nullable Duration retention) {
    this.retention = retention;
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
    Instant oldest = oldest();
    return closes.find(
        close -> !close.event().closedAt().isBefore(oldest) && filter.test(close.event()), max);
  }

  /** Returns at most so many handshakes that were not upgraded, newest first; on any thread. */
  public List<HandshakeEvent> handshakes(int max) {
    Instant oldest = oldest();
    return handshakes.find(event -> !event.at().isBefore(oldest), max);
  }

  /** Forgets what is too old to be shown; on any thread. */
  public void forgetOld() {
    Instant oldest = oldest();
    closes.forget(close -> close.event().closedAt().isBefore(oldest));
    handshakes.forget(event -> event.at().isBefore(oldest));
  }

  /** Returns how many events are in memory, shown or not. */
  int kept() {
    return closes.size() + handshakes.size();
  }

  private Instant oldest() {
    return retention == null ? Instant.MIN : Instant.now().minus(retention);
  }
}
