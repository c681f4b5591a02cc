package dev.closewatch.proxy.overload;

import dev.closewatch.proxy.observe.SheddingStep;
import java.util.concurrent.TimeUnit;

/**
 * Which step to be at. One peak changes nothing: each look of five seconds has to call for more
 * before one step is taken up, and none of thirty seconds may be reason to stay before one is taken
 * down. Between the two lies what neither calls for more nor lets it go.
 *
 * <pre>
 *   none --5 s--> peers --5 s--> observation --5 s--> connections
 *        <-30 s--       <-30 s--             <-30 s--
 * </pre>
 */
final class Ladder {
  static final long UP_NANOS = TimeUnit.SECONDS.toNanos(5);
  static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private SheddingStep step = SheddingStep.NONE;
  private long notCalledForNanos;
  private long heldNanos;

  /** Starts at the bottom. */
  Ladder(long nowNanos) {
    notCalledForNanos = nowNanos;
    heldNanos = nowNanos;
  }

  /** Takes what a look has shown, at least once a second, and returns the step to be at. */
  SheddingStep look(Signals signals, long nowNanos) {
    if (step.includes(signals.callsFor())) {
      notCalledForNanos = nowNanos;
    }
    if (signals.holds().includes(step)) {
      heldNanos = nowNanos;
    }
    if (nowNanos - notCalledForNanos >= UP_NANOS) {
      move(1, nowNanos);
    } else if (step != SheddingStep.NONE && nowNanos - heldNanos >= DOWN_NANOS) {
      move(-1, nowNanos);
    }
    return step;
  }

  private void move(int by, long nowNanos) {
    step = step.further(by).orElse(step);
    notCalledForNanos = nowNanos;
    heldNanos = nowNanos;
  }
}
