package dev.closewatch.analyzer.peer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Pairs the ends of a peer's connections with the connections that it opened next: the first one of
 * the same User-Agent, soon enough, and each only once.
 *
 * <p>An end can be told long after the connection that followed it: a client may come back as soon
 * as it has read the Close, while its old connection still lingers. So openings are remembered as
 * well as ends, and it does not matter which is told first. At most {@value #MOST} of each are
 * kept; times are nanoseconds.
 */
final class Returns {
  private static final int MOST = 64;
  private static final long KEPT_NANOS = 60_000_000_000L;

  /** What came back. */
  enum After {
    /** A policy close. */
    POLICY,
    /** The end of a short connection. */
    STORM
  }

  private static final class Opening {
    final long nanos;
    final int userAgent;
    boolean afterPolicy;
    boolean afterStorm;

    Opening(long nanos, int userAgent) {
      this.nanos = nanos;
      this.userAgent = userAgent;
    }

    boolean follows(long endNanos, int ofUserAgent, long withinNanos) {
      return userAgent == ofUserAgent && nanos > endNanos && nanos - endNanos <= withinNanos;
    }

    boolean takenBy(After what) {
      return what == After.POLICY ? afterPolicy : afterStorm;
    }

    void take(After what) {
      if (what == After.POLICY) {
        afterPolicy = true;
      } else {
        afterStorm = true;
      }
    }
  }

  private record End(long nanos, int userAgent, After what) {}

  private final List<Opening> openings = new ArrayList<>(1);
  private final List<End> ends = new ArrayList<>(0);

  /** A connection has been opened; returns which ends it is the return from, each once at most. */
  List<After> opened(long nanos, int userAgent, long withinNanos) {
    Opening opening = new Opening(nanos, userAgent);
    List<After> found = new ArrayList<>(0);
    for (Iterator<End> all = ends.iterator(); all.hasNext(); ) {
      End end = all.next();
      if (opening.follows(end.nanos(), end.userAgent(), withinNanos)) {
        if (!opening.takenBy(end.what())) {
          opening.take(end.what());
          found.add(end.what());
          all.remove();
        }
      } else if (nanos - end.nanos() > withinNanos) {
        all.remove();
      }
    }
    openings.removeIf(earlier -> nanos - earlier.nanos > KEPT_NANOS);
    if (openings.size() == MOST) {
      openings.remove(0);
    }
    openings.add(opening);
    return found;
  }

  /** A connection has ended in a way that a return from counts; returns whether there was one. */
  boolean ended(After what, long nanos, int userAgent, long withinNanos) {
    for (Opening opening : openings) {
      if (!opening.takenBy(what) && opening.follows(nanos, userAgent, withinNanos)) {
        opening.take(what);
        return true;
      }
    }
    if (ends.size() == MOST) {
      ends.remove(0);
    }
    ends.add(new End(nanos, userAgent, what));
    return false;
  }
}
