package dev.closewatch.proxy.upstream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Warns once a minute at most, however often there is a reason to; used by all event loops. */
public final class SeldomLog {
  private static final long SILENT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final AtomicLong latestNanos = new AtomicLong(System.nanoTime() - SILENT_NANOS);

  /** Logs in the name of a class. */
  public SeldomLog(Class<?> of) {
    log = System.getLogger(of.getName());
  }

  /** Logs it, unless there was a line less than a minute ago. */
  public void log(String what, Object... parameters) {
    long nowNanos = System.nanoTime();
    long latest = latestNanos.get();
    if (nowNanos - latest >= SILENT_NANOS && latestNanos.compareAndSet(latest, nowNanos)) {
      log.log(Level.WARNING, what, parameters);
    }
  }
}
