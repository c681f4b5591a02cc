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
  private static final int MOST = 0xFFFF; // a count stays there rather than overflow

  private int[] panes = new int[0];
  private short[] counts = new short[0];
  private int used;

  /** Counts one in a pane; what is too old to be in the window of the newest pane is left out. */
  void add(int pane, Tally tally) {
    int at = place(pane);
    if (at >= 0) {
      int index = at * TALLIES + tally.ordinal();
      int count = Short.toUnsignedInt(counts[index]);
      counts[index] = (short) Math.min(count + 1, MOST);
    }
  }

  /** Returns the count of the window that ends within a pane. */
  int sum(int nowPane, Tally tally) {
    int sum = 0;
    for (int i = 0; i < used; i++) {
      if (nowPane - panes[i] < PANES && panes[i] <= nowPane) {
        sum += Short.toUnsignedInt(counts[i * TALLIES + tally.ordinal()]);
      }
    }
    return sum;
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
