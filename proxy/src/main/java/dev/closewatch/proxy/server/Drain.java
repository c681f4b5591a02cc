package dev.closewatch.proxy.server;

import dev.closewatch.proxy.config.DrainConfig;
import dev.closewatch.proxy.observe.DrainOrder;
import dev.closewatch.proxy.observe.DrainStatus;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.relay.DrainPlan;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is open to its end, once in the life of a process: for a signal, or for an
 * administrator.
 *
 * <pre>
 *   not ready ---- delay: still listening ---- time: open connections end ---- drained
 *       a signal makes both as short as is configured, if they were to take longer
 * </pre>
 */
final class Drain {
  private static final Logger LOG = System.getLogger(Drain.class.getName());

  /** What event loops get beyond the time, to say that it is over. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Life life;
  private final RelayLoops loops;
  private final Supplier<DrainConfig> config;
  private final Runnable endWarmUp;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private @Nullable Instant since;
  private Instant until = Instant.MAX;
  private DrainConfig plan = DrainConfig.DEFAULTS;
  private long delayedUntilNanos;
  private long deadlineNanos;
  private boolean listening = true;
  private boolean quiet;
  private volatile boolean endedAny;

  /** Has done nothing yet; what is configured is asked for when it begins. */
  Drain(Life life, RelayLoops loops, Supplier<DrainConfig> config, Runnable endWarmUp) {
    this.life = life;
    this.loops = loops;
    this.config = config;
    this.endWarmUp = endWarmUp;
  }

  synchronized DrainStatus status() {
    return new DrainStatus(life.state(), since, since == null ? null : until);
  }

  /** Begins, unless it has begun. */
  synchronized DrainStatus begin(DrainOrder order) {
    DrainConfig usual = config.get();
    Duration delay = order.delay() == null ? usual.delay() : order.delay();
    if (life.change(ProxyState.WARMING, ProxyState.DRAINING)) {
      endWarmUp.run();
      delay = Duration.ZERO; // nobody has been told to connect
    } else if (!life.change(ProxyState.READY, ProxyState.DRAINING)) {
      return status();
    }
    plan =
        new DrainConfig(
            delay,
            order.time() == null ? usual.time() : order.time(),
            order.code() == null ? usual.code() : order.code());
    since = Instant.now();
    endsIn(delay, plan.time());
    Thread thread = new Thread(this::run, "closewatch-drain");
    thread.setDaemon(true);
    thread.start();
    return status();
  }

  /**
   * The process is to end: begins, or makes what has begun take no longer than is configured, and
   * waits for its end.
   *
   * @return whether there was anything to end
   */
  boolean end() {
    noteOpen();
    begin(DrainOrder.USUAL);
    if (life.state() == ProxyState.DRAINING) {
      hurry();
      done.join();
    }
    return life.state() == ProxyState.DRAINED;
  }

  /**
   * Returns whether connections were open when the end of the process began, or have come since.
   */
  boolean endedAny() {
    return endedAny;
  }

  private void noteOpen() {
    endedAny |= !Waits.atMost(loops.view(1), GRACE).orElse(List.of()).isEmpty();
  }

  private synchronized void hurry() {
    long nowNanos = System.nanoTime();
    DrainConfig usual = config.get();
    Duration delay = Duration.ofNanos(Math.max(0, delayedUntilNanos - nowNanos));
    Duration shorter = delay.compareTo(usual.delay()) < 0 ? delay : usual.delay();
    long mostNanos = shorter.plus(usual.time()).toNanos();
    if (deadlineNanos - nowNanos <= mostNanos) {
      return;
    }
    endsIn(shorter, usual.time());
    if (!listening) {
      drainLoops();
    }
    notifyAll();
  }

  private synchronized void endsIn(Duration delay, Duration time) {
    delayedUntilNanos = System.nanoTime() + delay.toNanos();
    deadlineNanos = delayedUntilNanos + time.toNanos();
    until = Instant.now().plus(delay).plus(time);
  }

  private void run() {
    LOG.log(Level.DEBUG, "draining");
    try {
      awaitDelay();
      Waits.atMost(loops.stopListening(), GRACE);
      noteOpen();
      synchronized (this) {
        listening = false;
        drainLoops();
      }
      awaitQuiet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      life.change(ProxyState.DRAINING, ProxyState.DRAINED);
      done.complete(null);
    }
  }

  private synchronized void drainLoops() {
    long withinNanos = Math.max(0, deadlineNanos - System.nanoTime());
    loops.drain(new DrainPlan(withinNanos, plan.code())).onComplete(ended -> nothingIsOpen());
  }

  private synchronized void nothingIsOpen() {
    quiet = true;
    notifyAll();
  }

  private synchronized void awaitDelay() throws InterruptedException {
    long left = millisUntil(delayedUntilNanos);
    while (left > 0) {
      wait(left);
      left = millisUntil(delayedUntilNanos);
    }
  }

  private synchronized void awaitQuiet() throws InterruptedException {
    // An event loop that does not even say that time is up has died.
    long left = millisUntil(deadlineNanos + GRACE.toNanos());
    while (!quiet && left > 0) {
      wait(left);
      left = millisUntil(deadlineNanos + GRACE.toNanos());
    }
  }

  /** Rounded up; 0 when that moment has come. */
  private static long millisUntil(long nanos) {
    long leftNanos = nanos - System.nanoTime();
    return leftNanos <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1;
  }
}
