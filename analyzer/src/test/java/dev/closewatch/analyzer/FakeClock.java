package dev.closewatch.analyzer;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A monotonic clock and a wall clock that move only when told to. The monotonic one starts
 * anywhere, as {@link System#nanoTime} may, and often so that it soon overflows.
 */
public final class FakeClock {
  private static final long A_DAY_IN_NANOS = 86_400_000_000_000L;
  private static final Instant STARTED_AT = Instant.parse("2026-03-01T23:59:59.250Z");

  private final long startNanos;
  private long passedNanos;
  private Duration wallJumped = Duration.ZERO;

  private FakeClock(long startNanos) {
    this.startNanos = startNanos;
  }

  /** Returns a clock that starts somewhere; a test that fails says where. */
  public static FakeClock startingAnywhere() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return startingAt(
        switch (random.nextInt(4)) {
          case 0 -> random.nextLong();
          case 1 -> random.nextLong(-A_DAY_IN_NANOS, A_DAY_IN_NANOS);
          default -> Long.MAX_VALUE - random.nextLong(10_000_000); // within 10 ms of the overflow
        });
  }

  /** Returns a clock that starts there. */
  public static FakeClock startingAt(long nanos) {
    return new FakeClock(nanos);
  }

  /** Lets time pass. */
  public void advanceNanos(long nanos) {
    passedNanos += nanos;
  }

  /** Lets time pass. */
  public void advanceMillis(long millis) {
    advanceNanos(millis * 1_000_000);
  }

  /** Sets the wall clock forward, or back, as somebody may at any time. */
  public void wallJumps(Duration by) {
    wallJumped = wallJumped.plus(by);
  }

  /** Returns the monotonic time; it means something only in comparison, and may have overflowed. */
  public long nanos() {
    return startNanos + passedNanos;
  }

  /** Returns the wall time. */
  public Instant now() {
    return STARTED_AT.plusNanos(passedNanos).plus(wallJumped);
  }

  /** Returns how long it has been running. */
  public long passedNanos() {
    return passedNanos;
  }

  @Override
  public String toString() {
    return "a clock started at " + startNanos + " ns";
  }
}
