package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** Returns the one to try next for a request that has tried some in vain, or none. */
  Optional<Upstream> next(Set<Upstream> tried, long nowNanos) {
    Comparator<Upstream> preference =
        Comparator.comparing((Upstream upstream) -> upstream.leftOut(nowNanos))
            .thenComparingInt(Upstream::connections);
    return all.stream().filter(upstream -> !tried.contains(upstream)).min(preference);
  }

  static Set<Upstream> noneTried() {
    return new HashSet<>(4);
  }
}
