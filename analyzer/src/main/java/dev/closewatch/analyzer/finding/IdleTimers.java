package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for timers in one route's ends without a Close, those of each side apart. */
final class IdleTimers {
  /** So many samples of a side; with more than that in an hour, the newest. */
  static final int MOST_ENDS = 1_000;

  /** Another measure must explain so many times as many ends to be preferred to a likelier one. */
  private static final double CLEARLY_MORE = 1.25;

  private final String route;
  private final FindingSettings.IdleTimer settings;
  private final long lifetimeNanos;
  private final Map<TcpEndBy, NewestSamples<AbnormalEnd>> ends = new EnumMap<>(TcpEndBy.class);

  IdleTimers(String route, FindingSettings settings) {
    this.route = route;
    this.settings = settings.idleTimer();
    lifetimeNanos = settings.lifetime().toNanos();
  }

  /** A connection has ended. Those that we ended tell of our own timers, which are known. */
  void closed(CloseEvent event, boolean peersAreKnown) {
    Abnormal anatomy = event.abnormal();
    TcpEndBy by = event.tcpEnd().by();
    if (anatomy == null || event.initiator() != Initiator.NONE || by == TcpEndBy.PROXY) {
      return;
    }
    boolean anyPeer = by == TcpEndBy.SERVICE || !peersAreKnown;
    ends.computeIfAbsent(by, key -> new NewestSamples<>(MOST_ENDS))
        .add(new AbnormalEnd(event, anatomy), anyPeer ? MOST_ENDS : settings.mostOfOnePeer());
  }

  void look(long nowNanos, boolean peersAreKnown, StandingFindings findings) {
    ends.forEach(
        (by, samples) -> {
          samples.forgetBefore(nowNanos - settings.window().toNanos());
          List<AbnormalEnd> all = samples.all();
          // That one client is cut off says enough of the side that does it. That one client goes
          // away on its own says something of it alone.
          int leastPeers = by == TcpEndBy.CLIENT && peersAreKnown ? settings.leastPeers() : 1;
          Cluster cluster = likeliest(all, nowNanos - lifetimeNanos, leastPeers);
          if (cluster != null) {
            show(cluster, by, all.size(), findings);
          }
        });
  }

  private @Nullable Cluster likeliest(List<AbnormalEnd> all, long freshSinceNanos, int leastPeers) {
    Cluster likeliest = null;
    for (IdleMeasure measure : IdleMeasure.values()) {
      Cluster cluster =
          new ClusterSearch(settings, measure, all, freshSinceNanos, leastPeers).largest();
      if (cluster != null
          && (likeliest == null || cluster.size() >= CLEARLY_MORE * likeliest.size())) {
        likeliest = cluster;
      }
    }
    return likeliest;
  }

  private void show(Cluster cluster, TcpEndBy by, int ofAll, StandingFindings findings) {
    double median = cluster.medianSeconds();
    KnownTimer known = KnownTimer.near(median);
    Evidence evidence =
        new Evidence()
            .with("seconds", known == null ? KnownTimer.rounded(median) : known.seconds())
            .with("measure", cluster.measure())
            .with("endedBy", by)
            .with("how", cluster.how())
            .with("closes", cluster.size())
            .with("share", (double) cluster.size() / ofAll)
            .with("peers", cluster.peers())
            .with("medianSeconds", median)
            .with("withUnansweredPings", cluster.withUnansweredPings());
    if (known != null && !known.defaultOf(cluster.measure()).isEmpty()) {
      evidence.with("defaultOf", known.defaultOf(cluster.measure()));
    }
    Moment newest = cluster.newest();
    findings.show(FindingName.IDLE_TIMER, route, by.label(), newest.at(), newest, evidence);
  }
}
