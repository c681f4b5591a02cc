package dev.closewatch.analyzer.sketch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The hashes that were seen last, each with the tick in which it was seen last: what they tell of
 * the most recent time is exact, for any window. An open-addressing table that grows to 16,384
 * slots of 12 bytes. When it is full, whole ticks leave it, the oldest first.
 */
final class RecentItems {
  /** So many can be in it. */
  static final int MAX_ITEMS = 12_000;

  /** So many stay when it is full, at most: it is not to be full again soon. */
  static final int KEPT_ITEMS = 10_000;

  static final int MAX_SLOTS = 16_384;
  private static final int MIN_SLOTS = 64;

  /** Takes a hash and the tick in which it was seen last. */
  interface Visitor {
    void visit(long hash, long tick);
  }

  /** 0 is an empty slot. */
  private long[] hashes = new long[MIN_SLOTS];

  /** The lower half of each tick; the rest is known, since it is of the last hour. */
  private int[] ticks = new int[MIN_SLOTS];

  private int size;

  int size() {
    return size;
  }

  /** Was seen in this tick; returns false, and keeps nothing, if there is no room for it. */
  boolean add(long hash, long tick) {
    long key = key(hash);
    int slot = slotOf(key);
    if (hashes[slot] == key) {
      if ((int) tick - ticks[slot] > 0) {
        ticks[slot] = (int) tick;
      }
      return true;
    }
    if (size == limit(hashes.length)) {
      return false;
    }
    hashes[slot] = key;
    ticks[slot] = (int) tick;
    size++;
    return true;
  }

  /**
   * Makes room: forgets what was last seen before {@code firstTick}, grows, and if that is not
   * enough lets the oldest ticks go.
   *
   * @param gone is told what goes and was not to be forgotten
   * @return the first tick of which all has stayed
   */
  long makeRoom(long firstTick, long nowTick, Visitor gone) {
    int[] sizes = new int[(int) (nowTick - firstTick) + 1];
    int kept = 0;
    for (int slot = 0; slot < hashes.length; slot++) {
      int age = (int) nowTick - ticks[slot];
      if (hashes[slot] != 0 && age < sizes.length) {
        sizes[age]++;
        kept++;
      }
    }
    int ages = sizes.length;
    while (kept > KEPT_ITEMS) {
      ages--;
      kept -= sizes[ages];
    }
    move(slotsFor(kept), nowTick, ages, sizes.length, gone);
    return nowTick - ages + 1;
  }

  /** Forgets all. */
  void clear() {
    hashes = new long[MIN_SLOTS];
    ticks = new int[MIN_SLOTS];
    size = 0;
  }

  /** Visits what has been seen from this tick on. */
  void visitSince(long firstTick, long nowTick, Visitor visitor) {
    int ages = (int) (nowTick - firstTick) + 1;
    for (int slot = 0; slot < hashes.length; slot++) {
      int age = (int) nowTick - ticks[slot];
      if (hashes[slot] != 0 && age < ages) {
        visitor.visit(hashes[slot], nowTick - age);
      }
    }
  }

  int countSince(long firstTick, long nowTick) {
    int ages = (int) (nowTick - firstTick) + 1;
    int count = 0;
    for (int slot = 0; slot < hashes.length; slot++) {
      if (hashes[slot] != 0 && (int) nowTick - ticks[slot] < ages) {
        count++;
      }
    }
    return count;
  }

  void write(DataOutput out, long firstTick, long nowTick) throws IOException {
    int ages = (int) (nowTick - firstTick) + 1;
    out.writeShort(countSince(firstTick, nowTick));
    for (int slot = 0; slot < hashes.length; slot++) {
      int age = (int) nowTick - ticks[slot];
      if (hashes[slot] != 0 && age < ages) {
        out.writeLong(hashes[slot]);
        out.writeShort(age);
      }
    }
  }

  void read(DataInput in, long firstTick, long nowTick) throws IOException {
    int items = in.readUnsignedShort();
    SketchHead.check(items <= MAX_ITEMS, "it has too many items");
    for (; items > 0; items--) {
      if (size == limit(hashes.length)) {
        move(2 * hashes.length, nowTick, Integer.MAX_VALUE, Integer.MAX_VALUE, (hash, tick) -> {});
      }
      long hash = in.readLong();
      int age = in.readUnsignedShort();
      SketchHead.check(nowTick - age >= firstTick, "an item is too old");
      add(hash, nowTick - age);
    }
  }

  private void move(int slots, long nowTick, int keptAges, int knownAges, Visitor gone) {
    long[] oldHashes = hashes;
    int[] oldTicks = ticks;
    hashes = new long[slots];
    ticks = new int[slots];
    size = 0;
    for (int old = 0; old < oldHashes.length; old++) {
      int age = (int) nowTick - oldTicks[old];
      if (oldHashes[old] == 0 || age >= knownAges) {
        continue;
      }
      if (age < keptAges) {
        int slot = slotOf(oldHashes[old]);
        hashes[slot] = oldHashes[old];
        ticks[slot] = oldTicks[old];
        size++;
      } else {
        gone.visit(oldHashes[old], nowTick - age);
      }
    }
  }

  private int slotOf(long key) {
    int mask = hashes.length - 1;
    int slot = (int) key & mask;
    while (hashes[slot] != 0 && hashes[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int slotsFor(int items) {
    int slots = MIN_SLOTS;
    while (slots < MAX_SLOTS && limit(slots) < 2 * items) {
      slots *= 2;
    }
    return slots;
  }

  private static int limit(int slots) {
    return Math.min(slots / 4 * 3, MAX_ITEMS);
  }

  private static long key(long hash) {
    return hash == 0 ? 1 : hash;
  }
}
