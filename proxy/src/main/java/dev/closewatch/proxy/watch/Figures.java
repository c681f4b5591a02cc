package dev.closewatch.proxy.watch;

import dev.closewatch.analyzer.TrafficAnalyzer;
import dev.closewatch.analyzer.finding.Finding;
import dev.closewatch.analyzer.peer.Peers;
import dev.closewatch.analyzer.sketch.HeavyItem;
import dev.closewatch.analyzer.sketch.Window;
import dev.closewatch.analyzer.vocabulary.PeerCount;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What metrics show of the watch, as of one moment: made on its thread once a second, read by any.
 *
 * @param flagged peers flagged now, by rule
 * @param raised flags raised since the start, by rule
 * @param tracked peers remembered
 * @param forgotten peers forgotten for want of room
 * @param distinct how many different peers there were, by what they did, their side and the window
 * @param top the heaviest of them
 * @param findings those that stand
 */
public record Figures(
    Map<Rule, Integer> flagged,
    Map<Rule, Long> raised,
    long tracked,
    long forgotten,
    Map<Distinct, Long> distinct,
    List<Top> top,
    List<Finding> findings) {
  /** Of each kind of close and window so many peers are named at most, clients and services. */
  static final int MOST_TOP = 20;

  /** Of whom, and within which window, there were so many. */
  public record Distinct(PeerCount what, Sender side, Window window) {}

  /** A peer that something happened to often: about so often. */
  public record Top(PeerCount what, String peer, Window window, long closes) {}

  /** Before anything has been seen. */
  static final Figures NONE = new Figures(Map.of(), Map.of(), 0, 0, Map.of(), List.of(), List.of());

  static Figures of(TrafficAnalyzer analyzer, boolean withTop, long nowNanos) {
    Peers peers = analyzer.peers();
    Map<Distinct, Long> distinct = new HashMap<>();
    List<Top> top = new ArrayList<>();
    for (PeerCount what : PeerCount.values()) {
      for (Window window : Window.values()) {
        List<Top> heaviest = new ArrayList<>();
        for (Sender side : Sender.values()) {
          long count = analyzer.distinctPeers(what, side, window, nowNanos);
          distinct.put(new Distinct(what, side, window), count);
          if (withTop && count > 0) {
            for (HeavyItem item : analyzer.heaviestPeers(what, side, MOST_TOP, window, nowNanos)) {
              heaviest.add(new Top(what, item.item(), window, item.estimate()));
            }
          }
        }
        heaviest.sort((a, b) -> Long.compare(b.closes(), a.closes()));
        top.addAll(heaviest.subList(0, Math.min(heaviest.size(), MOST_TOP)));
      }
    }
    return new Figures(
        peers.flagged(),
        peers.raisedByRule(),
        peers.tracked(),
        peers.forgotten(),
        Map.copyOf(distinct),
        List.copyOf(top),
        List.copyOf(analyzer.findings()));
  }
}
