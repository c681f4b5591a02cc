package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every instance that a route leads to, once: routes that share one see the same connections and
 * the same outage, and it survives another table of routes. Safe to use from any thread.
 */
public final class KnownUpstreams {
  private final Map<UpstreamUrl, Upstream> byUrl = new HashMap<>();

  /** Returns the instances of a route, those that are known as they are. */
  public synchronized Upstreams at(List<UpstreamUrl> urls) {
    return new Upstreams(
        urls.stream().map(url -> byUrl.computeIfAbsent(url, Upstream::new)).toList());
  }

  /** Forgets all but these. */
  public synchronized void retain(Collection<Upstream> used) {
    byUrl
        .values()
        .removeIf(
            upstream -> {
              boolean unused = !used.contains(upstream);
              if (unused) {
                upstream.forgotten();
              }
              return unused;
            });
  }
}
