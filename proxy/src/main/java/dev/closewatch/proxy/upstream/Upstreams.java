package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one route. The one with the fewest connections is taken; one that failed to
 * connect is left out for a while, unless all of them are.
 */
public final class Upstreams {
  private final List<Upstream> all;

  /** Starts with these, at least one. */
  public Upstreams(List<UpstreamUrl> urls) {
    all = urls.stream().map(Upstream::new).toList();
  }

  /** Returns the one to try next for a request that has tried some in vain, or null. */
  @Nullable Upstream next(Set<Upstream> tried, long nowNanos) {
    Upstream best = null;
    for (Upstream upstream : all) {
      if (!tried.contains(upstream) && (best == null || isBetter(upstream, best, nowNanos))) {
        best = upstream;
      }
    }
    return best;
  }

  private static boolean isBetter(Upstream one, Upstream other, long nowNanos) {
    boolean leftOut = one.leftOut(nowNanos);
    return leftOut == other.leftOut(nowNanos) ? one.connections() < other.connections() : !leftOut;
  }

  static Set<Upstream> noneTried() {
    return new HashSet<>(4);
  }
}
