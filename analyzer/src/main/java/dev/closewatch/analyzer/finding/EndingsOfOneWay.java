package dev.closewatch.analyzer.finding;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The closes of a route's last second that ended in the same way. */
final class EndingsOfOneWay {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int PAST_SECONDS = 60;

  /** With a shorter past than this one could not tell what is ordinary. */
  private static final long SHORTEST_PAST_SECONDS = 10;

  private final String route;
  private final WayOfEnding way;
  private final FindingSettings.MassClosing settings;
  private final long firstNanos;
  private final RecentCounts past;
  private final Deque<Ended> inWindow = new ArrayDeque<>();
  private final Map<String, Integer> closesByPeer = new HashMap<>();
  private @Nullable Episode latest;

  EndingsOfOneWay(
      String route, WayOfEnding way, FindingSettings.MassClosing settings, long firstNanos) {
    this.route = route;
    this.way = way;
    this.settings = settings;
    this.firstNanos = firstNanos;
    past = new RecentCounts(firstNanos, SECOND_NANOS, PAST_SECONDS + 2);
  }

  /** A close of this way; nothing keeps its event. */
  Ended add(HeldClose close) {
    Ended ended =
        new Ended(
            this, close.nanos(), close.event().closedAt(), close.event().opening().client().peer());
    inWindow.add(ended);
    closesByPeer.merge(ended.peer, 1, Integer::sum);
    past.add(ended.nanos);
    return ended;
  }

  /** Looks whether the second that ends now is, or belongs to, a mass close. */
  void look(long nowNanos, long openOnRouteBefore) {
    int closes = inWindow.size();
    // No more can have ended than were open; it takes a count that lags behind to say otherwise.
    long openBefore = Math.max(closes, openOnRouteBefore);
    double share = (double) closes / openBefore;
    if (closesByPeer.size() < settings.leastPeers()
        || share < settings.leastShare()
        || isOrdinary(closes, nowNanos)) {
      return;
    }
    Episode episode = latest;
    if (episode == null || nowNanos - episode.lastNanos > settings.window().toNanos()) {
      Ended first = inWindow.element();
      episode = new Episode(first.nanos, first.at);
      latest = episode;
    }
    mark(episode);
    episode.lastNanos = nowNanos;
    if (closes >= episode.closes) {
      episode.closes = closes;
      episode.peers = closesByPeer.size();
      episode.openBefore = openBefore;
      episode.share = share;
    }
    episode.value = null;
  }

  /**
   * Where connections live for a second or two, a third of them ends each second: that is no mass
   * close but the ordinary run of things.
   */
  private boolean isOrdinary(int closes, long nowNanos) {
    long untilNanos = nowNanos - settings.window().toNanos();
    long seconds =
        Math.max(
            SHORTEST_PAST_SECONDS,
            Math.min(PAST_SECONDS, (untilNanos - firstNanos) / SECOND_NANOS));
    long before = past.between(untilNanos - PAST_SECONDS * SECOND_NANOS, untilNanos);
    return closes < settings.timesOrdinary() * before / seconds;
  }

  /** All but the newest have been marked before, if any has. */
  private void mark(Episode episode) {
    Iterator<Ended> newestFirst = inWindow.descendingIterator();
    while (newestFirst.hasNext()) {
      Ended ended = newestFirst.next();
      if (ended.episode != null) {
        return;
      }
      ended.episode = episode;
      episode.closesInAll++;
    }
  }

  private void leaves(Ended ended) {
    inWindow.remove();
    closesByPeer.computeIfPresent(ended.peer, (peer, count) -> count == 1 ? null : count - 1);
  }

  /** What counts of a close. */
  static final class Ended {
    private final EndingsOfOneWay endings;
    private final long nanos;
    private final Instant at;
    private final String peer;
    private @Nullable Episode episode;

    private Ended(EndingsOfOneWay endings, long nanos, Instant at, String peer) {
      this.endings = endings;
      this.nanos = nanos;
      this.at = at;
      this.peer = peer;
    }

    long nanos() {
      return nanos;
    }

    /** Its second is over, and it is the oldest. */
    void leave() {
      endings.leaves(this);
    }

    /** Returns the mass close that it is part of, as known by now, or null. */
    @Nullable MassClose massClose() {
      return episode == null ? null : endings.valueOf(episode);
    }
  }

  private MassClose valueOf(Episode episode) {
    MassClose value = episode.value;
    if (value == null) {
      value =
          new MassClose(
              route,
              way,
              episode.at,
              episode.closes,
              episode.peers,
              episode.openBefore,
              episode.share,
              episode.closesInAll,
              episode.lastNanos - episode.firstNanos);
      episode.value = value;
    }
    return value;
  }

  /** Seconds that overlap or follow each other, all of them mass closes: one of them. */
  private static final class Episode {
    private final long firstNanos;
    private final Instant at;
    private long lastNanos;
    private long closes;
    private int peers;
    private long openBefore;
    private double share;
    private long closesInAll;
    private @Nullable MassClose value;

    private Episode(long firstNanos, Instant at) {
      this.firstNanos = firstNanos;
      this.at = at;
    }
  }
}
