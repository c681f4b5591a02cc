package dev.closewatch.proxy.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How late the event loops are, each by the delays of its own timer: the largest of the last 15 to
 * 30 seconds, so that a peak between two scrapes is seen, by several scrapers alike. Of a loop that
 * has reported nothing for 15 seconds, how long that is: it is stuck.
 */
final class EventLoopLag {
  static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** The delays that a loop has reported in one window of time and in the one before. */
  private record Window(long index, long largestNanos, long largestBeforeNanos, long latestNanos) {}

  private static final Window NOTHING_YET = new Window(0, 0, 0, Long.MIN_VALUE);

  private final AtomicReferenceArray<Window> windows;

  EventLoopLag(int eventLoops) {
    windows = new AtomicReferenceArray<>(eventLoops);
    for (int loop = 0; loop < eventLoops; loop++) {
      windows.set(loop, NOTHING_YET);
    }
  }

  /** Takes a delay; on that loop's thread alone. */
  void record(int eventLoop, long lagNanos, long nowNanos) {
    Window window = windows.getPlain(eventLoop);
    long index = index(nowNanos);
    long passed = index - window.index();
    long largest = passed == 0 ? Math.max(lagNanos, window.largestNanos()) : lagNanos;
    long largestBefore =
        passed == 0 ? window.largestBeforeNanos() : passed == 1 ? window.largestNanos() : 0;
    windows.setRelease(eventLoop, new Window(index, largest, largestBefore, nowNanos));
  }

  /** Returns the lag of a loop in nanoseconds, 0 before its first report; on any thread. */
  long nanos(int eventLoop, long nowNanos) {
    Window window = windows.getAcquire(eventLoop);
    if (window.equals(NOTHING_YET)) {
      return 0;
    }
    long silence = nowNanos - window.latestNanos();
    if (silence > WINDOW_NANOS) {
      return silence;
    }
    long passed = index(nowNanos) - window.index();
    return passed == 0
        ? Math.max(window.largestNanos(), window.largestBeforeNanos())
        : window.largestNanos();
  }

  private static long index(long nanos) {
    return Math.floorDiv(nanos, WINDOW_NANOS);
  }
}
