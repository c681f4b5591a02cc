package dev.closewatch.analyzer.sketch;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How many different items were added in the last minute, 5 minutes and hour.
 *
 * <p>A window that holds at most {@link #EXACT_ITEMS} different items is counted exactly, whatever
 * the longer ones hold; any other with a standard error of {@link #STANDARD_ERROR}, so in 997 of
 * 1,000 cases less than 5 % off. It takes 560 KB at most, 1 KB while it holds a few items.
 *
 * <p>The items of late are in a table, each with the time when it was seen last, which serves all
 * windows. What has no room there goes, as registers of a {@link HyperLogLog}, into {@link Panes},
 * and then a window from before that time is the union of both.
 *
 * <p>Nanoseconds come with each call, of one clock or of clocks that agree if sketches are merged;
 * a time before the latest one is the latest one. Not thread-safe.
 */
public final class DistinctWindows {
  /** So many different items are counted exactly in each window. */
  public static final int EXACT_ITEMS = RecentItems.KEPT_ITEMS;

  /** The standard deviation of the relative error above that. */
  public static final double STANDARD_ERROR = 0.01625;

  /** The most that {@link #toBytes} gives. */
  public static final int MAX_BYTES =
      SketchHead.BYTES
          + TickClock.BYTES
          + 2 * Short.BYTES
          + RecentItems.MAX_ITEMS * (Long.BYTES + Short.BYTES)
          + Window.values().length
          + Panes.MAX_PANES * (1 + HyperLogLog.REGISTERS);

  private static final long ALWAYS = Long.MIN_VALUE / 2;

  private final ItemHash hash;
  private final TickClock clock;
  private final RecentItems recent = new RecentItems();

  /** What had no room among the recent items. */
  private final Panes<HyperLogLog> gone;

  /** All that was seen from this tick on is among the recent items. */
  private long exactFrom = ALWAYS;

  /** Starts with none, at a time. */
  public DistinctWindows(ItemHash hash, long nowNanos) {
    this(hash, new TickClock(nowNanos));
  }

  private DistinctWindows(ItemHash hash, TickClock clock) {
    this.hash = hash;
    this.clock = clock;
    this.gone = new Panes<>(clock.tick(), HyperLogLog::new, HyperLogLog::merge);
  }

  /** Adds an item. */
  public void add(String item, long nowNanos) {
    advance(nowNanos);
    addRecent(hash.of(item), clock.tick());
  }

  /** Returns how many different items were added in this window. */
  public long count(Window window, long nowNanos) {
    advance(nowNanos);
    long now = clock.tick();
    long first = window.firstTick(now);
    int counted = recent.countSince(first, now);
    if (first >= exactFrom) {
      return counted;
    }
    HyperLogLog all = new HyperLogLog();
    gone.within(window).forEach(all::merge);
    recent.visitSince(first, now, (item, tick) -> all.add(item));
    return Math.max(counted, Math.round(all.estimate()));
  }

  /** Returns whether this window's count is exact, and no estimate. */
  public boolean isExact(Window window, long nowNanos) {
    advance(nowNanos);
    return window.firstTick(clock.tick()) >= exactFrom;
  }

  /**
   * Adds all that was added to another, which stays as it is. The time is that of the later one; so
   * if its clock is ahead, time stands here until it has passed there.
   *
   * @throws IllegalArgumentException if their keys differ
   */
  public void merge(DistinctWindows other) {
    if (hash.fingerprint() != other.hash.fingerprint()) {
      throw new IllegalArgumentException("Sketches with different keys cannot be merged");
    }
    long before = clock.tick();
    if (clock.advance(other.clock)) {
      moveOn(before);
    }
    long ahead = clock.aheadOf(other.clock);
    gone.merge(other.gone, ahead);
    exactFrom = Math.max(exactFrom, other.exactFrom + ahead);
    long first = Math.max(hourStart() - ahead, other.hourStart());
    other.recent.visitSince(
        first, other.clock.tick(), (item, tick) -> addRecent(item, tick + ahead));
  }

  /** Returns all of it but the key, as bytes whose first is their version. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      SketchHead.DISTINCT.write(out, hash);
      clock.write(out);
      out.writeShort((int) Math.max(0, exactFrom - hourStart()));
      recent.write(out, hourStart(), clock.tick());
      gone.writeTo(out, (pane, to) -> to.write(pane.registers()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns what was made into bytes.
   *
   * @param hash the same key
   * @throws IllegalArgumentException if these are no such bytes, whatever is wrong with them
   */
  public static DistinctWindows fromBytes(byte[] bytes, ItemHash hash) {
    return SketchHead.DISTINCT.read(bytes, MAX_BYTES, hash, in -> read(in, hash));
  }

  private static DistinctWindows read(DataInput in, ItemHash hash) throws IOException {
    DistinctWindows sketch = new DistinctWindows(hash, TickClock.read(in));
    long now = sketch.clock.tick();
    int inexactTicks = in.readUnsignedShort();
    if (inexactTicks > 0) {
      sketch.exactFrom = sketch.hourStart() + inexactTicks;
      SketchHead.check(sketch.exactFrom <= now + 1, "it knows the future");
    }
    sketch.recent.read(in, sketch.hourStart(), now);
    sketch.gone.readFrom(in, DistinctWindows::readRegisters);
    return sketch;
  }

  private static HyperLogLog readRegisters(DataInput in) throws IOException {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    in.readFully(registers);
    return HyperLogLog.ofRegisters(registers);
  }

  private void addRecent(long item, long tick) {
    if (tick < exactFrom) {
      // Its time is lost to the table, so there it would only take up room.
      addGone(item, tick);
    } else if (!recent.add(item, tick)) {
      long from = recent.makeRoom(hourStart(), clock.tick(), this::addGone);
      exactFrom = Math.max(exactFrom, from);
      addRecent(item, tick);
    }
  }

  private void addGone(long item, long tick) {
    HyperLogLog pane = tick == clock.tick() ? gone.running() : gone.at(tick);
    if (pane != null) {
      pane.add(item);
    }
  }

  private void advance(long nowNanos) {
    long before = clock.tick();
    if (clock.advance(nowNanos)) {
      moveOn(before);
    }
  }

  private void moveOn(long before) {
    if (hourStart() > before) {
      recent.clear();
    }
    gone.advance(clock.tick());
  }

  private long hourStart() {
    return Window.ONE_HOUR.firstTick(clock.tick());
  }
}
