package dev.closewatch.proxy.handshake;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for connections and refused handshakes, unique over all processes: a random part, and a
 * count.
 */
public final class EventIds {
  private final String prefix = Long.toString(new SecureRandom().nextLong() >>> 1, 36) + "-";
  private final AtomicLong count = new AtomicLong();

  String next() {
    return prefix + Long.toString(count.incrementAndGet(), 36);
  }
}
