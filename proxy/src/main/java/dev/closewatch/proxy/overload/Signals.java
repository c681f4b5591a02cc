package dev.closewatch.proxy.overload;

import dev.closewatch.proxy.observe.SheddingStep;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What tells of too much work, at one look.
 *
 * <table>
 *   <caption>From where on a step is called for, and down to where it is held</caption>
 *   <tr><td></td><td>peers</td><td>observation</td><td>connections</td></tr>
 *   <tr><td>lateness</td><td>250, 50 ms</td><td>250, 50 ms</td><td>1 s, 250 ms</td></tr>
 *   <tr><td>heap</td><td>85, 75 %</td><td>85, 75 %</td><td>95, 90 %</td></tr>
 *   <tr><td>events lost</td><td>any</td><td>-</td><td>-</td></tr>
 * </table>
 *
 * @param latenessNanos of the latest event loop
 * @param heapShare of the old generation that is in use after a collection; 0 if not known
 * @param eventsLost on the way to whoever judges peers, since the look before
 */
public record Signals(long latenessNanos, double heapShare, long eventsLost) {
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long HARDLY_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long VERY_LATE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double FULL = 0.85;
  private static final double HARDLY_FULL = 0.75;
  private static final double VERY_FULL = 0.95;
  private static final double NOT_VERY_FULL = 0.90;

  /** Returns the furthest step that this calls for. */
  SheddingStep callsFor() {
    return step(VERY_LATE_NANOS, VERY_FULL, LATE_NANOS, FULL);
  }

  /** Returns the furthest step that this is reason enough to stay at: never less far. */
  SheddingStep holds() {
    return step(LATE_NANOS, NOT_VERY_FULL, HARDLY_LATE_NANOS, HARDLY_FULL);
  }

  private SheddingStep step(long veryLate, double veryFull, long late, double full) {
    if (latenessNanos >= veryLate || heapShare >= veryFull) {
      return SheddingStep.CONNECTIONS;
    }
    if (latenessNanos >= late || heapShare >= full) {
      return SheddingStep.OBSERVATION;
    }
    return eventsLost > 0 ? SheddingStep.PEERS : SheddingStep.NONE;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "event loop %.2f s late, heap %.0f %% after collection, %d events lost",
        latenessNanos / (double) TimeUnit.SECONDS.toNanos(1),
        heapShare * 100,
        eventsLost);
  }
}
