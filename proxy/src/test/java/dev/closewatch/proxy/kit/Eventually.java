package dev.closewatch.proxy.kit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits for something that must come to be so: looks again and again, and fails when time is up.
 */
public final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Eventually() {}

  /** Returns the first value that is as wanted. */
  public static <T> T get(String what, Supplier<T> look, Predicate<T> wanted) {
    return get(what, LIMIT, look, wanted);
  }

  /** The same with a limit of its own. */
  public static <T> T get(String what, Duration limit, Supplier<T> look, Predicate<T> wanted) {
    long startNanos = System.nanoTime();
    while (true) {
      T seen = look.get();
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - startNanos > limit.toNanos()) {
        throw new AssertionError("not within " + limit + ": " + what + "; last seen: " + seen);
      }
      LockSupport.parkNanos(MILLISECONDS.toNanos(2));
    }
  }

  /** Waits until it is so. */
  public static void isTrue(String what, Supplier<Boolean> look) {
    get(what, look, seen -> seen);
  }
}
