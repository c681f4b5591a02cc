package dev.closewatch.analyzer.peer;

import java.util.Arrays;

/**
 * Counts of one peer over a sliding window, in panes: slices of the window that are counted apart.
 * Only panes in which something happened take memory; a peer that came once has one.
 *
 * <p>The window never reaches further back than it should, and may fall short by one pane: a peer
 * is never flagged for what lies too far apart.
 */
@SuppressWarnings("EnumOrdinal") // indexes that never leave this object
final class SlidingCounts {
  /** How many panes make up the window. */
  static final int PANES = 15;

  private static final int TALLIES = Tally.values().length;
  private static final int MOST = 0xFFFF;
  private static final int[] NO_PANES = {};
  private static final short[] NO_COUNTS = {};

  private int[] panes = NO_PANES;
  private short[] counts = NO_COUNTS;
  private int used;

  /**
   * Counts one in a pane; what is too old to be in the window of the newest pane is left out. A
   * pane that is full, in that a count has come to {@value #MOST}, takes nothing more: the others
   * would go on rising, and a share of two counts would not be true any more.
   */
  void add(int pane, Tally tally) {
    int at = place(pane);
    if (at >= 0 && count(at, Tally.CLOSES) < MOST && count(at, tally) < MOST) {
      counts[at * TALLIES + tally.ordinal()]++;
    }
  }

  /** Forgets all. */
  void clear() {
    panes = NO_PANES;
    counts = NO_COUNTS;
    used = 0;
  }

  /** Returns the count of the window that ends within a pane. */
  int sum(int nowPane, Tally tally) {
    int sum = 0;
    for (int i = 0; i < used; i++) {
      if (nowPane - panes[i] < PANES && panes[i] <= nowPane) {
        sum += count(i, tally);
      }
    }
    return sum;
  }

  private int count(int at, Tally tally) {
    return Short.toUnsignedInt(counts[at * TALLIES + tally.ordinal()]);
  }

  /** Returns where a pane is, made if need be, or -1 if it is older than all that is kept. */
  private int place(int pane) {
    for (int i = used - 1; i >= 0; i--) {
      if (panes[i] == pane) {
        return i;
      }
    }
    int oldestKept = pane - PANES + 1;
    if (used > 0 && panes[used - 1] - pane >= PANES) {
      return -1;
    }
    int free = 0;
    while (free < used && panes[free] < oldestKept) {
      free++;
    }
    drop(free);
    return insert(pane);
  }

  private void drop(int first) {
    if (first > 0) {
      System.arraycopy(panes, first, panes, 0, used - first);
      System.arraycopy(counts, first * TALLIES, counts, 0, (used - first) * TALLIES);
      used -= first;
    }
  }

  /** Keeps panes in order: an older one may come late, by another event loop. */
  private int insert(int pane) {
    if (used == panes.length) {
      int room = Math.min(Math.max(1, used * 2), PANES + 1);
      panes = Arrays.copyOf(panes, room);
      counts = Arrays.copyOf(counts, room * TALLIES);
    }
    int at = used;
    while (at > 0 && panes[at - 1] > pane) {
      at--;
    }
    System.arraycopy(panes, at, panes, at + 1, used - at);
    System.arraycopy(counts, at * TALLIES, counts, (at + 1) * TALLIES, (used - at) * TALLIES);
    Arrays.fill(counts, at * TALLIES, (at + 1) * TALLIES, (short) 0);
    panes[at] = pane;
    used++;
    return at;
  }
}
