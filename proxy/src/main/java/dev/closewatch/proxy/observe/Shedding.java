package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What work is left undone now: by an administrator's hand, or since there is too much of it. Asked
 * on any event loop when a connection opens, and changed from elsewhere.
 */
public final class Shedding {
  /** What an administrator has said of all routes, and of some of them since. */
  private record ByHand(boolean all, Map<String, Boolean> ofRoute) {
    boolean on(String route) {
      return ofRoute.getOrDefault(route, all);
    }
  }

  private volatile List<String> routes;
  private volatile ByHand byHand = new ByHand(true, Map.of());
  private volatile SheddingStep step = SheddingStep.NONE;

  /**
   * Starts with everything done.
   *
   * @param routes the names of all routes
   */
  public Shedding(List<String> routes) {
    this.routes = List.copyOf(routes);
  }

  /** Returns the names of the routes. */
  public List<String> routes() {
    return routes;
  }

  /** There are other routes now; what has been said of those by name stays. */
  public void use(List<String> others) {
    routes = List.copyOf(others);
  }

  /** Returns why a connection of this route that opens now is not read, or null if it is. */
  public @Nullable UnobservedReason whyUnobserved(String route) {
    if (!byHand.on(route)) {
      return UnobservedReason.OFF;
    }
    return step.includes(SheddingStep.OBSERVATION) ? UnobservedReason.SHED : null;
  }

  /** Returns whether clients that connect now are sent away. */
  public boolean refusesNew() {
    return step.includes(SheddingStep.CONNECTIONS);
  }

  /** Returns how far the process has gone by itself. */
  public SheddingStep step() {
    return step;
  }

  /** Goes so far. */
  public void step(SheddingStep to) {
    step = to;
  }

  /**
   * Returns whether new connections of a route are read as far as an administrator is concerned.
   */
  public boolean observed(String route) {
    return byHand.on(route);
  }

  /** Has new connections of all routes read, or not. */
  public synchronized void observe(boolean on) {
    byHand = new ByHand(on, Map.of());
  }

  /** Has new connections of one route read, or not. */
  public synchronized void observe(String route, boolean on) {
    Map<String, Boolean> ofRoute = new HashMap<>(byHand.ofRoute());
    ofRoute.put(route, on);
    byHand = new ByHand(byHand.all(), Map.copyOf(ofRoute));
  }
}
