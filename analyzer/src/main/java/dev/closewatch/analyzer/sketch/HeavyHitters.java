package dev.closewatch.analyzer.sketch;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.frequencies.ItemsSketch;

/**
 * The items that were added most often in the last minute, 5 minutes and hour.
 *
 * <p>Each pane holds the 192 heaviest of its items. While no pane has more, counts are exact, and
 * the bounds are equal. Otherwise they are at most 1.4 % of all that was added in the window apart,
 * and an item that came more often than they are apart is never missing.
 *
 * <p>It takes 2.6 MB at most if items have up to 40 characters, 13 MB if all have 256 that Latin-1
 * lacks, 3 KB while it holds a few.
 *
 * <p>Nanoseconds come with each call, of one clock or of clocks that agree if sketches are merged;
 * a time before the latest one is the latest one. Not thread-safe.
 */
public final class HeavyHitters {
  /** Items are cut at so many characters. */
  public static final int MAX_ITEM_CHARS = 256;

  /** The most that {@link #toBytes} gives; three bytes are the longest character. */
  public static final int MAX_BYTES =
      SketchHead.BYTES
          + TickClock.BYTES
          + Window.values().length
          + Panes.MAX_PANES
              * (2
                  + Long.BYTES
                  + HeavyPane.MAX_ITEMS * (Short.BYTES + 3 * MAX_ITEM_CHARS + Long.BYTES));

  /** What the panes of a window say of one item. */
  private static final class Sum {
    private long counted;
    private long estimate;

    private void add(long paneCounted, long paneTooLow) {
      counted += paneCounted;
      estimate += paneCounted + paneTooLow;
    }
  }

  private final ItemHash hash;
  private final TickClock clock;
  private final Panes<HeavyPane> panes;

  /** Starts with none, at a time. */
  public HeavyHitters(ItemHash hash, long nowNanos) {
    this(hash, new TickClock(nowNanos));
  }

  private HeavyHitters(ItemHash hash, TickClock clock) {
    this.hash = hash;
    this.clock = clock;
    this.panes = new Panes<>(clock.tick(), HeavyPane::new, HeavyPane::merge);
  }

  /** Adds an item, once. */
  public void add(String item, long nowNanos) {
    advance(nowNanos);
    String cut = item.length() <= MAX_ITEM_CHARS ? item : item.substring(0, MAX_ITEM_CHARS);
    panes.running().add(HeavyPane.Key.of(cut, hash));
  }

  /**
   * Returns the heaviest items of a window, the heaviest first: by what is certain of them, their
   * lower bound, since among very many items the upper one says little.
   *
   * @param n so many at most
   */
  public List<HeavyItem> top(int n, Window window, long nowNanos) {
    advance(nowNanos);
    Map<HeavyPane.Key, Sum> sums = new HashMap<>();
    long tooLow = 0;
    for (HeavyPane pane : panes.within(window)) {
      for (ItemsSketch.Row<HeavyPane.Key> row : pane.rows()) {
        sums.computeIfAbsent(row.getItem(), item -> new Sum())
            .add(row.getLowerBound(), pane.tooLow());
      }
      tooLow += pane.tooLow();
    }
    long apart = tooLow;
    return sums.entrySet().stream()
        .map(entry -> heavyItem(entry.getKey().item(), entry.getValue(), apart))
        .sorted(
            Comparator.comparingLong(HeavyItem::lowerBound)
                .reversed()
                .thenComparing(HeavyItem::item))
        .limit(n)
        .toList();
  }

  /**
   * Adds all that was added to another, which stays as it is. The time is that of the later one; so
   * if its clock is ahead, time stands here until it has passed there.
   *
   * @throws IllegalArgumentException if their keys differ
   */
  public void merge(HeavyHitters other) {
    if (hash.fingerprint() != other.hash.fingerprint()) {
      throw new IllegalArgumentException("Sketches with different keys cannot be merged");
    }
    if (clock.advance(other.clock)) {
      panes.advance(clock.tick());
    }
    panes.merge(other.panes, clock.aheadOf(other.clock));
  }

  /** Returns all of it but the key, as bytes whose first is their version. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      SketchHead.HEAVY.write(out, hash);
      clock.write(out);
      panes.writeTo(out, HeavyPane::write);
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
  public static HeavyHitters fromBytes(byte[] bytes, ItemHash hash) {
    return SketchHead.HEAVY.read(bytes, MAX_BYTES, hash, in -> read(in, hash));
  }

  private static HeavyHitters read(DataInput in, ItemHash hash) throws IOException {
    HeavyHitters sketch = new HeavyHitters(hash, TickClock.read(in));
    sketch.panes.readFrom(in, pane -> HeavyPane.read(pane, hash));
    return sketch;
  }

  private static HeavyItem heavyItem(String item, Sum sum, long tooLow) {
    return new HeavyItem(item, sum.estimate, sum.counted, sum.counted + tooLow);
  }

  private void advance(long nowNanos) {
    if (clock.advance(nowNanos)) {
      panes.advance(clock.tick());
    }
  }
}
