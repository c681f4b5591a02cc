package dev.closewatch.analyzer.finding;

import java.time.Instant;

/**
 * Many connections of a route that ended in the same way at the same time. Closes, peers and shares
 * are those of its heaviest second.
 *
 * @param route the route
 * @param way how they all ended
 * @param at wall time of its first close
 * @param closes connections that ended
 * @param peers different client peers among them
 * @param openBefore the route's open connections before that second
 * @param shareOfOpen closes as a share of those, 0 to 1
 * @param closesInAll connections that ended from its first second to its last
 * @param lastedNanos from its first close to its last one so far
 */
public record MassClose(
    String route,
    WayOfEnding way,
    Instant at,
    long closes,
    int peers,
    long openBefore,
    double shareOfOpen,
    long closesInAll,
    long lastedNanos) {}
