package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import java.time.Instant;

/**
 * When something happened, on the two clocks.
 *
 * @param nanos on the monotonic one
 * @param at on the wall
 */
record Moment(long nanos, Instant at) {
  /** Returns when a connection ended. */
  static Moment of(CloseEvent event) {
    return new Moment(event.opening().openedNanos() + event.durationNanos(), event.closedAt());
  }
}
