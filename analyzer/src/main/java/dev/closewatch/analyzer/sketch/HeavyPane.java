package dev.closewatch.analyzer.sketch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;

/**
 * The heaviest items of one pane, in a frequent-items sketch: at most 192, each counted too low by
 * no more than is said, which is 1.4 % of all that was added at most.
 *
 * <p>Its bytes are our own. Those of the library are read and written through sun.misc.Unsafe,
 * without a check of hostile lengths, and not at all by a JDK that the library does not know.
 */
final class HeavyPane {
  static final int SLOTS = 256;

  /** So many of the slots are used. */
  static final int MAX_ITEMS = SLOTS / 4 * 3;

  /** Counts that are read may be so high: far from overflow, whatever they are added to. */
  private static final long MAX_COUNT = 1L << 48;

  /** An item, with a hash that only who knows the key can foresee. */
  record Key(String item, int hash) {
    static Key of(String item, ItemHash hash) {
      return new Key(item, (int) hash.of(item));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && hash == key.hash && item.equals(key.item);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final ItemsSketch<Key> counts = new ItemsSketch<>(SLOTS);

  /** By so much other panes' counts were too low that were merged into these. */
  private long mergedTooLow;

  void add(Key key) {
    counts.update(key);
  }

  void merge(HeavyPane other) {
    for (ItemsSketch.Row<Key> row : other.rows()) {
      counts.update(row.getItem(), row.getLowerBound());
    }
    mergedTooLow += other.tooLow();
  }

  /** Returns the items; their lower bound is what was counted. */
  List<ItemsSketch.Row<Key>> rows() {
    return List.of(counts.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES));
  }

  /** Returns by how much each count can be too low, and how often an item without one came. */
  long tooLow() {
    return counts.getMaximumError() + mergedTooLow;
  }

  void write(DataOutput out) throws IOException {
    List<ItemsSketch.Row<Key>> rows = rows();
    out.writeLong(tooLow());
    out.writeByte(rows.size());
    for (ItemsSketch.Row<Key> row : rows) {
      out.writeUTF(row.getItem().item());
      out.writeLong(row.getLowerBound());
    }
  }

  static HeavyPane read(DataInput in, ItemHash hash) throws IOException {
    HeavyPane pane = new HeavyPane();
    pane.mergedTooLow = count(in);
    int rows = in.readUnsignedByte();
    SketchHead.check(rows <= MAX_ITEMS, "a pane has too many items");
    for (; rows > 0; rows--) {
      String item = in.readUTF();
      SketchHead.check(item.length() <= HeavyHitters.MAX_ITEM_CHARS, "an item is too long");
      pane.counts.update(Key.of(item, hash), count(in));
    }
    return pane;
  }

  private static long count(DataInput in) throws IOException {
    long count = in.readLong();
    SketchHead.check(count >= 0 && count <= MAX_COUNT, "a count cannot be");
    return count;
  }
}
