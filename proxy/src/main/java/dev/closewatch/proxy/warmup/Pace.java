package dev.closewatch.proxy.warmup;

import java.util.concurrent.TimeUnit;

/**
 * Decides when a warm-up has done its work: when time is up, or when the JVM's compilers have had
 * little to do for a second. How fast the rounds are would tell it too, but not on a machine that
 * does other things.
 */
final class Pace {
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int CALM_WINDOWS = 2;

  /** Of a window, spent compiling: below it the compilers are calm. */
  private static final double CALM_SHARE = 0.1;

  private final long startNanos;
  private final long mostNanos;
  private long windowNanos;
  private long compiledMillis;
  private int calmWindows;

  /**
   * Begins.
   *
   * @param mostNanos the longest time that it may take
   * @param compiledMillis what the compilers have spent up to now
   */
  Pace(long nowNanos, long mostNanos, long compiledMillis) {
    startNanos = nowNanos;
    this.mostNanos = mostNanos;
    windowNanos = nowNanos;
    this.compiledMillis = compiledMillis;
  }

  /** Returns whether it is enough; to be asked often, with the same counter as at the beginning. */
  boolean enough(long nowNanos, long compiledMillis) {
    long inWindowNanos = nowNanos - windowNanos;
    if (inWindowNanos >= WINDOW_NANOS) {
      long spentNanos = TimeUnit.MILLISECONDS.toNanos(compiledMillis - this.compiledMillis);
      calmWindows = spentNanos < CALM_SHARE * inWindowNanos ? calmWindows + 1 : 0;
      windowNanos = nowNanos;
      this.compiledMillis = compiledMillis;
    }
    return nowNanos - startNanos >= mostNanos || calmWindows >= CALM_WINDOWS;
  }
}
