package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.HandshakeEvent;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. */
final class RecordingSink implements EventSink {
  final List<Object> events = new ArrayList<>();

  @Override
  public void opened(Opening opening) {
    // the event of its end has it
  }

  @Override
  public void closed(CloseEvent event) {
    events.add(event);
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    events.add(event);
  }
}
