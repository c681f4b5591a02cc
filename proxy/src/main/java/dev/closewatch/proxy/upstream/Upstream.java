package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import java.util.concurrent.atomic.AtomicInteger;

/** One instance of the service, shared by all event loops. */
public final class Upstream {
  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

  private final UpstreamUrl url;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile long pauseNanos;
  private volatile long failedNanos;

  Upstream(UpstreamUrl url) {
    this.url = url;
  }

  /** Returns where it is. */
  public UpstreamUrl url() {
    return url;
  }

  int connections() {
    return connections.get();
  }

  void taken() {
    connections.incrementAndGet();
  }

  void released() {
    connections.decrementAndGet();
  }

  void connected() {
    pauseNanos = 0;
  }

  /** Leaves it out for a while, twice as long each time that it fails again. */
  void failed(long nowNanos) {
    failedNanos = nowNanos;
    pauseNanos = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, pauseNanos * 2));
  }

  boolean leftOut(long nowNanos) {
    return nowNanos - failedNanos < pauseNanos;
  }
}
