package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.finding.EndingsOfOneWay.Ended;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last second of one route's closes, which come in order.
 *
 * <p>Whether closes are a mass close is looked at whenever a second ends, that is, at each close:
 * any second that holds one ends, at the latest, with the last close in it. So a close whose own
 * second is over can no longer become part of one, and is released.
 */
final class RouteSecond {
  /** Openings are subtracted only to one bucket's precision: an error that says too little. */
  private static final long OPENINGS_BUCKET_NANOS = 50_000_000;

  /** Reaches far enough back for whoever settles only once in a few seconds. */
  private static final int OPENINGS_BUCKETS = 128;

  /** Those released early still count, in a small form; so many times those that are held. */
  private static final int COUNTED_TIMES_HELD = 8;

  private final String route;
  private final FindingSettings.MassClosing settings;
  private final long firstNanos;
  private final RecentCounts openings;
  private final Map<WayOfEnding, EndingsOfOneWay> ways = new HashMap<>();
  private final Deque<Waiting> held = new ArrayDeque<>();
  private final Deque<Ended> counted = new ArrayDeque<>();

  /** A close, and what counts of it. */
  private record Waiting(HeldClose close, Ended ended) {}

  RouteSecond(String route, FindingSettings.MassClosing settings, long nowNanos) {
    this.route = route;
    this.settings = settings;
    firstNanos = nowNanos;
    openings = new RecentCounts(nowNanos, OPENINGS_BUCKET_NANOS, OPENINGS_BUCKETS);
  }

  void opened(long nanos) {
    openings.add(nanos);
  }

  /** A close, no earlier than those before it. */
  void add(HeldClose close, List<Settled> released) {
    passTo(close.nanos(), released);
    if (counted.size() >= COUNTED_TIMES_HELD * settings.mostHeld()) {
      counted.remove().leave();
    }
    WayOfEnding way = WayOfEnding.of(close.event());
    EndingsOfOneWay endings =
        ways.computeIfAbsent(way, key -> new EndingsOfOneWay(route, key, settings, firstNanos));
    Ended ended = endings.add(close);
    counted.add(ended);
    held.add(new Waiting(close, ended));
    endings.look(close.nanos(), openBefore(close));
  }

  /** Time has passed up to this moment, and nothing earlier will come. */
  void passTo(long nanos, List<Settled> released) {
    long fromNanos = nanos - settings.window().toNanos();
    Ended first = counted.peek();
    while (first != null && first.nanos() - fromNanos < 0) {
      counted.remove().leave();
      first = counted.peek();
    }
    Waiting oldest = held.peek();
    while (oldest != null && oldest.close().nanos() - fromNanos < 0) {
      releaseOldest(released);
      oldest = held.peek();
    }
  }

  /** Releases the oldest close, whatever is known of it. */
  void releaseOldest(List<Settled> released) {
    Waiting oldest = held.remove();
    released.add(new Settled(oldest.close().event(), oldest.ended().massClose()));
  }

  int held() {
    return held.size();
  }

  /**
   * Returns how many were open before the second that ends with this close. Clients that came back
   * within it were not; those that came and went within it cancel out.
   */
  private long openBefore(HeldClose close) {
    long fromNanos = close.nanos() - settings.window().toNanos();
    return close.openAfter() + counted.size() - openings.between(fromNanos, close.nanos());
  }
}
