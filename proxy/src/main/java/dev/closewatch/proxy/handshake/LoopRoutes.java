package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.observe.RouteObserver;
import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.route.Routes;
import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All routes on one event loop. */
final class LoopRoutes {
  private final Routes routes;
  private final IdentityHashMap<Route, LoopRoute> all = new IdentityHashMap<>();
  private final LoopRoute home;

  /**
   * Brings the routes to a loop.
   *
   * @param observers of this loop, by the name of the route
   */
  LoopRoutes(Routes routes, Function<String, RouteObserver> observers) {
    this.routes = routes;
    home = new LoopRoute(routes.home(), observers.apply(routes.home().name()));
    routes.all().forEach(r -> all.put(r, new LoopRoute(r, observers.apply(r.name()))));
    all.put(routes.home(), home);
  }

  /** Returns where requests are counted of which no route is known. */
  LoopRoute home() {
    return home;
  }

  /** Returns what is wrong with a request, for the client's eyes, or null. */
  @Nullable String fault(String target, @Nullable String host) {
    return routes.fault(target, host);
  }

  /** Returns the route that a request takes, or null if none does. */
  @Nullable LoopRoute find(String target, @Nullable String host) {
    Route route = routes.find(target, host);
    return route == null ? null : all.get(route);
  }
}
