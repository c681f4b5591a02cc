package dev.closewatch.analyzer.sketch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Nanoseconds as ticks, the panes of the shortest window. Ticks are numbered from the zero of the
 * nanoseconds, so they are the same wherever the same time is handed in. Time never goes back: an
 * earlier time is the latest one. Nanoseconds may overflow on the way, as {@link System#nanoTime}
 * may; ticks do not, and go on from where they are.
 */
final class TickClock {
  static final int BYTES = 2 * Long.BYTES + Integer.BYTES;

  private static final long TICK_NANOS = Window.TICK_SECONDS * 1_000_000_000L;

  /** Far more than nanoseconds can reach without an overflow, and far from one of its own. */
  private static final long MAX_TICK = 1L << 40;

  private long nanos;
  private long tick;

  /** Of the running tick, so much is over. */
  private long nanosInTick;

  TickClock(long nowNanos) {
    this(nowNanos, Math.floorDiv(nowNanos, TICK_NANOS), Math.floorMod(nowNanos, TICK_NANOS));
  }

  private TickClock(long nanos, long tick, long nanosInTick) {
    this.nanos = nanos;
    this.tick = tick;
    this.nanosInTick = nanosInTick;
  }

  long tick() {
    return tick;
  }

  /** It is this time now; returns whether a new tick has begun. */
  boolean advance(long nowNanos) {
    long passed = nowNanos - nanos;
    if (passed <= 0) {
      return false;
    }
    nanos = nowNanos;
    long ticks = ticksAfter(passed);
    nanosInTick = (nanosInTick + passed % TICK_NANOS) % TICK_NANOS;
    tick += ticks;
    return ticks > 0;
  }

  /**
   * It is the time of another clock now, if that is later; returns whether a new tick has begun.
   */
  boolean advance(TickClock other) {
    return advance(other.nanos);
  }

  /**
   * Returns by how many ticks this clock is ahead of another that is no later than this: not at
   * all, unless the nanoseconds have overflowed between their starts.
   */
  long aheadOf(TickClock other) {
    return tick - (other.tick + other.ticksAfter(nanos - other.nanos));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(nanos);
    out.writeLong(tick);
    out.writeInt((int) nanosInTick);
  }

  static TickClock read(DataInput in) throws IOException {
    long nanos = in.readLong();
    long tick = in.readLong();
    long nanosInTick = in.readInt();
    SketchHead.check(
        tick >= -MAX_TICK && tick <= MAX_TICK && nanosInTick >= 0 && nanosInTick < TICK_NANOS,
        "its time cannot be");
    return new TickClock(nanos, tick, nanosInTick);
  }

  private long ticksAfter(long passedNanos) {
    return passedNanos / TICK_NANOS + (nanosInTick + passedNanos % TICK_NANOS) / TICK_NANOS;
  }
}
