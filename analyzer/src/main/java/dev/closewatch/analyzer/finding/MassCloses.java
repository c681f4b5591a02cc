package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Tells the closes of a reload or a deploy from all others. Each close is held for a second, until
 * it is known whether it was one of many; closes of one route are released in the order of their
 * ends.
 *
 * <pre>
 *            late ones find their place           one of many?
 *  closed --- 100 ms --- [ arrived ] ---- 1 s ---- [ RouteSecond ] --- settle
 * </pre>
 *
 * <p>Closes may come out of order by {@link FindingSettings.MassClosing#lateness}; one that is
 * later still counts as of the moment when it came. Memory is bounded: of more closes than {@link
 * FindingSettings.MassClosing#mostHeld} at a time the oldest are released before their second is
 * over, unmarked if nothing was known by then. Not thread-safe.
 */
public final class MassCloses {
  private static final Comparator<HeldClose> BY_MOMENT =
      (a, b) -> Long.compare(a.nanos() - b.nanos(), 0);

  private final FindingSettings.MassClosing settings;
  private final PriorityQueue<HeldClose> arrived = new PriorityQueue<>(BY_MOMENT);
  private final Map<String, RouteSecond> routes = new HashMap<>();
  private List<Settled> ready = new ArrayList<>();
  private long taken;
  private long given;
  private long sweptNanos;
  private boolean sweptBefore;

  /** Starts with nothing open and nothing held. */
  public MassCloses(FindingSettings settings) {
    this.settings = settings.massClosing();
  }

  /** A connection has opened. */
  public void opened(Opening opening) {
    route(opening.route(), opening.openedNanos()).opened(opening.openedNanos());
  }

  /**
   * A connection has ended.
   *
   * @param openOnRoute the route's open connections, this one no longer among them
   */
  public void closed(CloseEvent event, long openOnRoute) {
    makeRoom();
    long nanos = Moment.of(event).nanos();
    if (sweptBefore && nanos - sweptNanos < 0) {
      nanos = sweptNanos;
    }
    arrived.add(new HeldClose(event, nanos, openOnRoute));
    taken++;
  }

  /**
   * Releases what is settled by now. Those released early wait for this call too, so it has to be
   * made again and again, whether or not closes come.
   */
  public List<Settled> settle(long nowNanos) {
    long toNanos = nowNanos - settings.lateness().toNanos();
    HeldClose first = arrived.peek();
    while (first != null && first.nanos() - toNanos <= 0) {
      sweep(arrived.remove());
      first = arrived.peek();
    }
    sweptTo(toNanos);
    routes.values().forEach(route -> route.passTo(toNanos, ready));
    List<Settled> settled = ready;
    ready = new ArrayList<>();
    given += settled.size();
    return settled;
  }

  /** Returns how many closes are held. */
  public int held() {
    return (int) (taken - given - ready.size());
  }

  private void sweep(HeldClose close) {
    sweptTo(close.nanos());
    route(close.route(), close.nanos()).add(close, ready);
  }

  private void sweptTo(long nanos) {
    if (!sweptBefore || nanos - sweptNanos > 0) {
      sweptNanos = nanos;
      sweptBefore = true;
    }
  }

  /** The route that holds the most gives way, so that one cannot take it all from the others. */
  private void makeRoom() {
    while (held() >= settings.mostHeld()) {
      RouteSecond fullest =
          routes.values().stream().max(Comparator.comparingInt(RouteSecond::held)).orElse(null);
      if (fullest == null || fullest.held() < arrived.size()) {
        sweep(arrived.remove());
      } else {
        fullest.releaseOldest(ready);
      }
    }
  }

  private RouteSecond route(String name, long nanos) {
    return routes.computeIfAbsent(name, route -> new RouteSecond(route, settings, nanos));
  }
}
