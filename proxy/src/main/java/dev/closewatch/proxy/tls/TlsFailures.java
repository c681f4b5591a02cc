package dev.closewatch.proxy.tls;

import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many TLS handshakes have come to nothing, and why; from any thread. */
public final class TlsFailures {
  private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

  private record Kind(Sender side, TlsFailure reason) {}

  void add(Sender side, TlsFailure reason) {
    counts.computeIfAbsent(new Kind(side, reason), kind -> new LongAdder()).increment();
  }

  /** Returns how many there have been with this side, for this reason. */
  public long count(Sender side, TlsFailure reason) {
    LongAdder count = counts.get(new Kind(side, reason));
    return count == null ? 0 : count.sum();
  }
}
