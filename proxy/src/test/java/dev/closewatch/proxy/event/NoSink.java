package dev.closewatch.proxy.event;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.HandshakeEvent;

/** Takes events and keeps none. */
public final class NoSink implements EventSink {
  @Override
  public void opened(Opening opening) {}

  @Override
  public void closed(CloseEvent event) {}

  @Override
  public void notUpgraded(HandshakeEvent event) {}
}
