package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One instance of a service, shared by all event loops and by all routes that lead to it. */
public final class Upstream {
  /** Below this a success says little, and a log line for each change would be too many. */
  private static final long SHORTEST_OUTAGE_NANOS = 1_000_000_000L;

  private final UpstreamUrl url;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();
  private volatile boolean forgotten;

  /** It cannot be reached: one time, and no other that began in the same nanosecond. */
  static final class Outage {
    private final long sinceNanos;

    Outage(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }

    long nanos(long nowNanos) {
      return nowNanos - sinceNanos;
    }
  }

  Upstream(UpstreamUrl url) {
    this.url = url;
  }

  /** Returns where it is. */
  public UpstreamUrl url() {
    return url;
  }

  /** Returns whether it is left out, since the last attempt to connect to it has failed. */
  public boolean leftOut() {
    return outage.get() != null;
  }

  /** Returns whether this outage still lasts. */
  boolean lasts(Outage one) {
    return outage.get() == one;
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

  /** Leaves it out, and returns the outage if it begins with this failure, else null. */
  @Nullable Outage failed(long nowNanos) {
    Outage begun = new Outage(nowNanos);
    return !forgotten && outage.compareAndSet(null, begun) ? begun : null;
  }

  /** Takes it back in, and returns the outage if it ends with this success, else null. */
  @Nullable Outage reached(long nowNanos) {
    Outage ending = outage.get();
    return ending != null
            && ending.nanos(nowNanos) >= SHORTEST_OUTAGE_NANOS
            && outage.compareAndSet(ending, null)
        ? ending
        : null;
  }

  /** No route leads to it any more: whatever waits for it to be back has nothing to wait for. */
  void forgotten() {
    forgotten = true;
    outage.set(null);
  }
}
