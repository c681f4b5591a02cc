package dev.closewatch.analyzer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.finding.Finding;
import dev.closewatch.analyzer.finding.FindingSettings;
import dev.closewatch.analyzer.finding.Findings;
import dev.closewatch.analyzer.finding.Holding;
import dev.closewatch.analyzer.finding.MassCloses;
import dev.closewatch.analyzer.finding.Settled;
import dev.closewatch.analyzer.peer.Peers;
import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.analyzer.sketch.HeavyItem;
import dev.closewatch.analyzer.sketch.ItemHash;
import dev.closewatch.analyzer.sketch.Window;
import dev.closewatch.analyzer.vocabulary.PeerCount;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches all connections together: who misbehaves, how many, and what is amiss as a whole.
 *
 * <pre>
 *   CloseEvent --+--> PeerCounts                           how many different peers
 *                +--> Peers, at once                       rules about what a Close says
 *                +--> MassCloses, a second --+--> Peers    rules about how connections end
 *                                            +--> Findings
 * </pre>
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe: one writer, which also reads.
 */
public final class TrafficAnalyzer {
  private static final long HOLDINGS_EVERY_NANOS = 5_000_000_000L;
  private static final int HEAVIEST = 5;

  private final Peers peers;
  private final MassCloses massCloses;
  private final Findings findings;
  private final PeerCounts counts;
  private final Map<String, Long> openByRoute = new HashMap<>();
  private long holdingsNanos;

  /**
   * Starts with nothing seen.
   *
   * @param hash hides which peers fall together in a sketch; its key must not be guessable
   */
  public TrafficAnalyzer(
      RuleSettings rules, FindingSettings findings, ItemHash hash, long nowNanos) {
    peers = new Peers(rules);
    massCloses = new MassCloses(findings);
    this.findings = new Findings(findings);
    counts = new PeerCounts(hash, nowNanos);
    holdingsNanos = nowNanos;
  }

  /** A connection has opened. */
  public void opened(Opening opening) {
    openByRoute.merge(opening.route(), 1L, Long::sum);
    massCloses.opened(opening);
    peers.opened(opening);
  }

  /** A connection has ended; returns the rules that one of its peers is flagged for now. */
  public List<Rule> closed(CloseEvent event) {
    long open = openByRoute.merge(event.opening().route(), -1L, (a, b) -> Math.max(0, a + b));
    counts.closed(event);
    peers.closed(event);
    massCloses.closed(event, Math.max(0, open));
    return peers.flagsOf(event.opening());
  }

  /**
   * A connection has opened, and there is no time for more than to know that: whoever is known
   * already has one more open.
   */
  public void openedUnjudged(Opening opening) {
    openByRoute.merge(opening.route(), 1L, Long::sum);
    peers.openedUnjudged(opening);
  }

  /** A connection has ended, and there is no time for more. */
  public void closedUnjudged(CloseEvent event) {
    openByRoute.merge(event.opening().route(), -1L, (a, b) -> Math.max(0, a + b));
    peers.closedUnjudged(event.opening());
  }

  /** Time has passed; to be called several times a second, whether or not anything happens. */
  public void advance(long nowNanos, Instant now) {
    for (Settled settled : massCloses.settle(nowNanos)) {
      peers.settled(settled.event(), settled.partOfMassClose());
      findings.closed(settled);
    }
    if (nowNanos - holdingsNanos >= HOLDINGS_EVERY_NANOS) {
      holdingsNanos = nowNanos;
      Peers.Holdings holdings = peers.holdings(HEAVIEST);
      findings.identities(
          holdings.heaviest().stream().map(h -> new Holding(h.peer(), h.connections())).toList(),
          holdings.connections(),
          now);
      peers.holdBackClients(findings.identityCollapsed());
    }
    findings.advance(nowNanos);
    peers.advance(nowNanos);
  }

  /** Returns the peers; only to be read. */
  public Peers peers() {
    return peers;
  }

  /** Returns the findings that stand. */
  public List<Finding> findings() {
    return findings.standing();
  }

  /**
   * Returns how many different peers of a side there were within the window: exact while there are
   * few, else within the error of {@link dev.closewatch.analyzer.sketch.DistinctWindows}.
   */
  public long distinctPeers(PeerCount what, Sender side, Window window, long nowNanos) {
    return counts.distinct(what, side, window, nowNanos);
  }

  /** Returns the peers of a side that it happened to most within the window. */
  public List<HeavyItem> heaviestPeers(
      PeerCount what, Sender side, int most, Window window, long nowNanos) {
    return counts.heaviest(what, side, most, window, nowNanos);
  }
}
