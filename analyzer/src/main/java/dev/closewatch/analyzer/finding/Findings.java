package dev.closewatch.analyzer.finding;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the closes of all peers together say about each route. One writer tells it of settled closes
 * and of the passing of time; it works a little at each {@link #advance}, at most once in a second.
 *
 * <p>Memory is bounded by the number of routes: of each at most some thousands of closes, 1,000
 * service instances and the client stacks that there are. Not thread-safe.
 */
public final class Findings {
  private static final long LOOK_EVERY_NANOS = 1_000_000_000;

  private final FindingSettings settings;
  private final Map<String, RouteFindings> routes = new HashMap<>();
  private final StandingFindings standing;
  private final CollapsedIdentity identity;
  private long lookedNanos;
  private boolean lookedBefore;

  /** Starts with nothing found. */
  public Findings(FindingSettings settings) {
    this.settings = settings;
    standing = new StandingFindings(settings.lifetime().toNanos());
    identity = new CollapsedIdentity(settings.identity());
  }

  /** A close is settled: {@link MassCloses} has released it. */
  public void closed(Settled settled) {
    routes
        .computeIfAbsent(
            settled.event().opening().route(), route -> new RouteFindings(route, settings))
        .closed(settled, !identityCollapsed());
  }

  /**
   * How the connections that count are spread over peers.
   *
   * @param heaviest the peers that hold the most, in any order; more than are needed do no harm
   * @param connections of all peers
   */
  public void identities(List<Holding> heaviest, long connections, Instant now) {
    identity.look(heaviest, connections, now);
  }

  /** Returns whether clients can hardly be told apart: their flags are to be held back. */
  public boolean identityCollapsed() {
    return identity.standing() != null;
  }

  /** Time has passed. */
  public void advance(long nowNanos) {
    if (lookedBefore && nowNanos - lookedNanos < LOOK_EVERY_NANOS) {
      return;
    }
    lookedBefore = true;
    lookedNanos = nowNanos;
    routes.values().forEach(route -> route.look(nowNanos, !identityCollapsed(), standing));
    standing.expire(nowNanos);
  }

  /** Returns what stands as of the last {@link #advance}. */
  public List<Finding> standing() {
    List<Finding> all = standing.all();
    Finding collapsed = identity.standing();
    if (collapsed != null) {
      all.add(collapsed);
    }
    return all;
  }
}
