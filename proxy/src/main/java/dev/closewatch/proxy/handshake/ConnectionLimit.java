package dev.closewatch.proxy.handshake;

import java.util.concurrent.atomic.AtomicInteger;

/** How many clients may be connected at once, over all event loops. */
public final class ConnectionLimit {
  private volatile int most;
  private final AtomicInteger connected = new AtomicInteger();

  /** Allows so many. */
  public ConnectionLimit(int most) {
    this.most = most;
  }

  /** Allows so many from now on; those that are more stay. */
  public void allow(int other) {
    most = other;
  }

  /** Counts one in, and returns whether it is within the limit; it counts until it has left. */
  boolean enter() {
    return connected.incrementAndGet() <= most;
  }

  void leave() {
    connected.decrementAndGet();
  }
}
