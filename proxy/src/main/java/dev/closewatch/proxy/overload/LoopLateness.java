package dev.closewatch.proxy.overload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** How late each event loop has been lately: each reports for itself, any thread reads. */
public final class LoopLateness {
  /** A loop reports twice as often, so one that has not for so long is late by the rest. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLongArray lateNanos;
  private final AtomicLongArray reportedNanos;

  /** Starts with none late. */
  public LoopLateness(int loops, long nowNanos) {
    lateNanos = new AtomicLongArray(loops);
    reportedNanos = new AtomicLongArray(loops);
    for (int loop = 0; loop < loops; loop++) {
      reportedNanos.set(loop, nowNanos);
    }
  }

  /** Takes how late a loop has been; on that loop. */
  public void report(int loop, long nanos, long nowNanos) {
    lateNanos.set(loop, nanos);
    reportedNanos.set(loop, nowNanos);
  }

  /** Returns how late the latest of them is. */
  long latestNanos(long nowNanos) {
    long latest = 0;
    for (int loop = 0; loop < lateNanos.length(); loop++) {
      long silent = nowNanos - reportedNanos.get(loop) - REPORT_NANOS;
      latest = Math.max(latest, Math.max(lateNanos.get(loop), silent));
    }
    return latest;
  }
}
