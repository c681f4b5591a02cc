package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How one service instance, or one client stack, has ended lately. */
final class Tally {
  /** What the newest bad ends have in common is looked for in so many. */
  static final int NEWEST_BAD = 32;

  private static final int BUCKETS = 15;
  private static final long SPAN_NANOS = 1_000_000_000;

  private final long windowNanos;
  private final RecentCounts closes;
  private final RecentCounts bad;
  private final Deque<BadEnd> newestBad = new ArrayDeque<>(1);

  /** A connection that ended badly. */
  private record BadEnd(Moment moment, long openedNanos, String peer, boolean endedByClient) {}

  Tally(long nowNanos, Duration window) {
    windowNanos = window.toNanos();
    long bucketNanos = Math.max(1, windowNanos / BUCKETS);
    // One more: the oldest bucket is never whole, and is left out.
    closes = new RecentCounts(nowNanos, bucketNanos, BUCKETS + 1);
    bad = new RecentCounts(nowNanos, bucketNanos, BUCKETS + 1);
  }

  void closed(CloseEvent event, boolean badly) {
    Moment moment = Moment.of(event);
    closes.add(moment.nanos());
    if (badly) {
      bad.add(moment.nanos());
      if (newestBad.size() >= NEWEST_BAD) {
        newestBad.remove();
      }
      newestBad.add(
          new BadEnd(
              moment,
              event.opening().openedNanos(),
              event.opening().client().peer(),
              event.tcpEnd().by() == TcpEndBy.CLIENT));
    }
  }

  long closes(long nowNanos) {
    return closes.between(nowNanos - windowNanos, nowNanos);
  }

  long bad(long nowNanos) {
    return bad.between(nowNanos - windowNanos, nowNanos);
  }

  /** Returns the newest bad end; there must have been one. */
  Moment newestBad() {
    return newestBad.getLast().moment;
  }

  /** Returns how many different client peers had the newest bad ends. */
  int peers(long nowNanos) {
    return (int) newest(nowNanos).stream().map(BadEnd::peer).distinct().count();
  }

  /** Returns whether most of the newest bad ends are one client's, and were brought about by it. */
  boolean isOneClient(long nowNanos) {
    List<BadEnd> newest = newest(nowNanos);
    Map<String, Integer> byPeer = new HashMap<>();
    newest.stream()
        .filter(BadEnd::endedByClient)
        .forEach(end -> byPeer.merge(end.peer, 1, Integer::sum));
    return byPeer.values().stream().anyMatch(count -> 2 * count > newest.size());
  }

  /**
   * Returns whether most of the newest bad ends came in one second, of connections that had been
   * open together: a restart, whatever its size.
   */
  boolean isRestart(long nowNanos) {
    List<BadEnd> newest = newest(nowNanos);
    for (BadEnd first : newest) {
      long together =
          newest.stream()
              .filter(end -> end.moment.nanos() - first.moment.nanos() >= 0)
              .filter(end -> end.moment.nanos() - first.moment.nanos() <= SPAN_NANOS)
              .filter(end -> end.openedNanos - first.moment.nanos() <= 0)
              .count();
      if (2 * together > newest.size()) {
        return true;
      }
    }
    return false;
  }

  private List<BadEnd> newest(long nowNanos) {
    return newestBad.stream()
        .filter(end -> nowNanos - end.moment.nanos() <= windowNanos)
        .sorted(Comparator.comparingLong(end -> end.moment.nanos() - nowNanos))
        .toList();
  }
}
