package dev.closewatch.proxy.upstream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one route. The one with the fewest connections is taken, of several the next in
 * turn; those that are left out only if all are.
 */
public final class Upstreams {
  private final List<Upstream> all;
  private final AtomicInteger turn = new AtomicInteger();

  Upstreams(List<Upstream> all) {
    this.all = List.copyOf(all);
  }

  /** Returns all of them, as they are configured. */
  public List<Upstream> all() {
    return all;
  }

  /** Returns the one to try next for a request that has tried some in vain, or null. */
  @Nullable Upstream next(Set<Upstream> tried) {
    Upstream best = null;
    int first = all.size() < 2 ? 0 : Math.floorMod(turn.getAndIncrement(), all.size());
    for (int i = 0; i < all.size(); i++) {
      Upstream upstream = all.get((first + i) % all.size());
      if (!tried.contains(upstream) && (best == null || isBetter(upstream, best))) {
        best = upstream;
      }
    }
    return best;
  }

  private static boolean isBetter(Upstream one, Upstream other) {
    boolean leftOut = one.leftOut();
    return leftOut == other.leftOut() ? one.connections() < other.connections() : !leftOut;
  }

  static Set<Upstream> noneTried() {
    return new HashSet<>(4);
  }
}
