package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.util.Map;

/**
 * How things stand, over all routes, at one moment.
 *
 * @param opened connections since the start
 * @param active connections open now
 * @param closes connections that have ended, by kind; their sum is opened less active
 * @param notUpgraded handshakes that came to nothing
 */
public record Totals(long opened, long active, Map<CloseKind, Long> closes, long notUpgraded) {
  /** Keeps a copy of the map. */
  public Totals {
    closes = Map.copyOf(closes);
  }
}
