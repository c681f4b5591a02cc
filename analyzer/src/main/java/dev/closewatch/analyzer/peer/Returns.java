package dev.closewatch.analyzer.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs the ends of a peer's connections with the connections that it opened next: the first one of
 * the same User-Agent, soon enough, and each only once.
 *
 * <p>An end can be told long after the connection that followed it: a client may come back as soon
 * as it has read the Close, while its old connection still lingers. So openings are remembered as
 * well as ends, and it does not matter which is told first. At most {@value #MOST_OPENINGS} and
 * {@value #MOST_ENDS} are kept, for a minute at least: ends of short connections are told a second
 * late, and in that time a bot can come back a hundred times. Times are nanoseconds.
 */
final class Returns {
  static final int MOST_OPENINGS = 128;
  static final int MOST_ENDS = 32;
  private static final long LEAST_KEPT_NANOS = 60_000_000_000L;

  /** What came back. */
  enum After {
    /** A policy close. */
    POLICY,
    /** The end of a short connection. */
    STORM
  }

  /** Openings, each with what it has been taken for; and ends that nobody has come back from. */
  private final Moments openings = new Moments(MOST_OPENINGS);

  private final Moments ends = new Moments(MOST_ENDS);

  /** A connection has been opened; returns which ends it is the return from, each once at most. */
  List<After> opened(long nanos, int userAgent, long withinNanos) {
    openings.dropBefore(nanos - keptNanos(withinNanos));
    int opening = openings.add(nanos, userAgent);
    List<After> found = new ArrayList<>(0);
    for (int end = 0; end < ends.count; end++) {
      After what = ends.has(end, After.POLICY) ? After.POLICY : After.STORM;
      if (follows(opening, ends.nanos(end), ends.userAgent(end), withinNanos)) {
        if (!openings.has(opening, what)) {
          openings.mark(opening, what);
          found.add(what);
          ends.drop(end--);
        }
      } else if (nanos - ends.nanos(end) > withinNanos) {
        ends.drop(end--);
      }
    }
    return found;
  }

  /** A connection has ended in a way that a return from counts; returns whether there was one. */
  boolean ended(After what, long nanos, int userAgent, long withinNanos) {
    for (int opening = 0; opening < openings.count; opening++) {
      if (!openings.has(opening, what) && follows(opening, nanos, userAgent, withinNanos)) {
        openings.mark(opening, what);
        return true;
      }
    }
    ends.mark(ends.add(nanos, userAgent), what);
    return false;
  }

  /** Returns for how long an opening is remembered; older ones are of no use any more. */
  static long keptNanos(long withinNanos) {
    return Math.max(LEAST_KEPT_NANOS, withinNanos);
  }

  /** Forgets all. */
  void clear() {
    openings.clear();
    ends.clear();
  }

  private boolean follows(int opening, long endNanos, int userAgent, long withinNanos) {
    long laterNanos = openings.nanos(opening) - endNanos;
    return openings.userAgent(opening) == userAgent && laterNanos > 0 && laterNanos <= withinNanos;
  }

  /** A short list of moments, each of a User-Agent and with marks; no object for each. */
  @SuppressWarnings("EnumOrdinal") // never leaves this object
  private static final class Moments {
    private static final long[] NONE = {};
    private static final int USER_AGENT_SHIFT = 32;
    private static final int FEW = 4;

    /** Two for each: nanoseconds; the User-Agent in the upper half and marks in the lower. */
    private long[] all = NONE;

    private final int most;
    private int count;

    Moments(int most) {
      this.most = most;
    }

    /** Adds one, in the place of the earliest if there are too many, and returns its index. */
    int add(long nanos, int userAgent) {
      if (count == most) {
        drop(0);
      }
      if (2 * count == all.length) {
        all = Arrays.copyOf(all, 2 * Math.min(most, Math.max(1, 2 * count)));
      }
      all[2 * count] = nanos;
      all[2 * count + 1] = (long) userAgent << USER_AGENT_SHIFT;
      return count++;
    }

    long nanos(int index) {
      return all[2 * index];
    }

    int userAgent(int index) {
      return (int) (all[2 * index + 1] >> USER_AGENT_SHIFT);
    }

    boolean has(int index, After mark) {
      return (all[2 * index + 1] & 1L << mark.ordinal()) != 0;
    }

    void mark(int index, After mark) {
      all[2 * index + 1] |= 1L << mark.ordinal();
    }

    void drop(int index) {
      count--;
      System.arraycopy(all, 2 * index + 2, all, 2 * index, 2 * (count - index));
    }

    void dropBefore(long nanos) {
      for (int index = 0; index < count; index++) {
        if (nanos(index) - nanos < 0) {
          drop(index--);
        }
      }
      if (all.length > 2 * FEW && 4 * count < all.length / 2) {
        all = Arrays.copyOf(all, 2 * Math.max(FEW, count)); // a burst is over
      }
    }

    void clear() {
      all = NONE;
      count = 0;
    }
  }
}
