package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.FindingName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells when nearly all connections seem to come from a few peers, and so no client can be told
 * from another. Unlike other findings it is over at once, for flags of clients wait for its end.
 */
final class CollapsedIdentity {
  private final FindingSettings.Identity settings;
  private @Nullable Finding standing;

  CollapsedIdentity(FindingSettings.Identity settings) {
    this.settings = settings;
  }

  /** Returns the finding, or null. */
  @Nullable Finding standing() {
    return standing;
  }

  void look(List<Holding> holdings, long connections, Instant now) {
    List<Holding> heaviest =
        holdings.stream()
            .sorted(Comparator.comparingLong(Holding::connections).reversed())
            .limit(settings.mostAddresses())
            .filter(holding -> holding.connections() > 0)
            .toList();
    long held = heaviest.stream().mapToLong(Holding::connections).sum();
    double share = connections == 0 ? 0 : Math.min(1, (double) held / connections);
    Finding before = standing;
    boolean stands =
        before == null
            ? connections >= settings.leastConnections() && share >= settings.leastShare()
            : connections >= settings.endsBelowConnections() && share >= settings.endsBelowShare();
    standing =
        stands
            ? new Finding(
                FindingName.IDENTITY_COLLAPSED,
                Finding.ALL_ROUTES,
                before == null ? now : before.firstSeen(),
                now,
                evidence(heaviest, connections, held, share).values())
            : null;
  }

  private static Evidence evidence(
      List<Holding> heaviest, long connections, long held, double share) {
    List<String> peers = heaviest.stream().map(Holding::peer).toList();
    List<String> options = new ArrayList<>();
    if (peers.stream().allMatch(CollapsedIdentity::isAddress)) {
      options.add("--trusted-proxies " + String.join(",", peers));
    }
    options.add("--peer-by header:NAME");
    return new Evidence()
        .with("addresses", peers)
        .with("share", share)
        .with("held", held)
        .with("connections", connections)
        .with("options", options);
  }

  /** Other identities are hashes of what clients sent; nothing can be trusted by those. */
  private static boolean isAddress(String peer) {
    return !peer.isEmpty()
        && (peer.indexOf('.') >= 0 || peer.indexOf(':') >= 0)
        && peer.chars().allMatch(c -> Character.digit(c, 16) >= 0 || ".:/".indexOf(c) >= 0);
  }
}
