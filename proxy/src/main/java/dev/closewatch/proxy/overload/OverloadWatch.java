package dev.closewatch.proxy.overload;

import dev.closewatch.proxy.observe.SheddingStep;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks every half second whether there is too much to do, and says so, in one line, when that
 * changes what is done. To be used on one thread, which does not relay.
 */
public final class OverloadWatch {
  /** Between two looks. */
  public static final long LOOK_MILLIS = 500;

  private static final Logger LOG = System.getLogger(OverloadWatch.class.getName());

  private final LoopLateness loops;
  private final OldGeneration heap = new OldGeneration();
  private final LongSupplier eventsLost;
  private final Consumer<SheddingStep> then;
  private final Ladder ladder = new Ladder(System.nanoTime());
  private SheddingStep step = SheddingStep.NONE;
  private long lostBefore;

  /**
   * Starts with nothing left undone.
   *
   * @param eventsLost how many events there was no time for, in all
   * @param then told of each change
   */
  public OverloadWatch(LoopLateness loops, LongSupplier eventsLost, Consumer<SheddingStep> then) {
    this.loops = loops;
    this.eventsLost = eventsLost;
    this.then = then;
  }

  /** Takes a look. */
  public void look() {
    long nowNanos = System.nanoTime();
    long lost = eventsLost.getAsLong();
    Signals signals =
        new Signals(loops.latestNanos(nowNanos), heap.share(nowNanos), lost - lostBefore);
    lostBefore = lost;
    SheddingStep next = ladder.look(signals, nowNanos);
    if (next != step) {
      step = next;
      then.accept(next);
      LOG.log(next == SheddingStep.NONE ? Level.INFO : Level.WARNING, line(next) + ": " + signals);
    }
  }

  private static String line(SheddingStep step) {
    return switch (step) {
      case NONE -> "overload is over, everything is done again";
      case PEERS -> "overload, step 1 of 3, peers are not judged";
      case OBSERVATION -> "overload, step 2 of 3, connections that open are relayed unread";
      case CONNECTIONS -> "overload, step 3 of 3, new connections are answered 503";
    };
  }
}
