package dev.closewatch.proxy.route;

import dev.closewatch.proxy.config.HostPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All routes, and which one a request takes: the most specific one, whatever their order.
 *
 * <pre>
 *   its very host  >  the longest *.name that it is below  >  any host
 *     and of each of these: the longest path that it is at or below
 * </pre>
 *
 * <p>Hosts come before paths: a route for the host alone wins over one for a path on any host.
 * Immutable, and safe to share; a reload puts another one in its place.
 */
public final class Routes {
  private static final String ANY_PATH = "/";

  private final Route home;
  private final boolean homeLeads;
  private final List<Route> all = new ArrayList<>();
  private final Map<String, List<Place>> byHost = new HashMap<>();
  private final Map<String, List<Place>> belowHost = new HashMap<>();
  private final List<Place> anyHost = new ArrayList<>();
  private boolean looksAtPaths;

  /**
   * A route and what it takes.
   *
   * @param hosts any if there are none
   * @param path without a slash at the end, or {@code /} for any
   */
  public record Place(Route route, List<HostPattern> hosts, String path) {
    /** Keeps a copy. */
    public Place {
      hosts = List.copyOf(hosts);
    }

    /** Of {@code /chat}: {@code /chat} and {@code /chat/1}, but not {@code /chatter}. */
    boolean takes(String target) {
      return path.equals(ANY_PATH)
          || (target.startsWith(path)
              && (target.length() == path.length() || target.charAt(path.length()) == '/'));
    }
  }

  /**
   * Makes a table.
   *
   * @param home what no other route takes; with no upstreams it leads nowhere, and is only where
   *     such requests are counted
   * @param places the other routes
   */
  public Routes(Route home, List<Place> places) {
    this.home = home;
    homeLeads = !home.upstreams().all().isEmpty();
    all.add(home);
    for (Place place : places) {
      all.add(place.route());
      looksAtPaths |= !place.path().equals(ANY_PATH);
      if (place.hosts().isEmpty()) {
        anyHost.add(place);
      }
      for (HostPattern host : place.hosts()) {
        (host.below() ? belowHost : byHost)
            .computeIfAbsent(host.name(), name -> new ArrayList<>())
            .add(place);
      }
    }
    byHost.values().forEach(Routes::sort);
    belowHost.values().forEach(Routes::sort);
    sort(anyHost);
  }

  /** One service, which gets everything. */
  public static Routes to(Route only) {
    return new Routes(only, List.of());
  }

  private static void sort(List<Place> places) {
    places.sort(Comparator.comparingInt((Place place) -> place.path().length()).reversed());
  }

  /** Returns where requests are counted that no route takes, or that cannot be read. */
  public Route home() {
    return home;
  }

  /** Returns all of them, the home first. */
  public List<Route> all() {
    return List.copyOf(all);
  }

  /**
   * Returns what is wrong with a request, for the client's eyes, or null: a service could read it
   * as if it were for another route than it takes here.
   */
  public @Nullable String fault(String target, @Nullable String hostHeader) {
    if (all.size() == 1) {
      return null; // wherever it is read to belong, it gets there
    }
    if (RequestTarget.namesTwoHosts(target, hostHeader)) {
      return "the request's target and its Host differ";
    }
    return looksAtPaths && DotSegments.in(RequestTarget.path(target))
        ? "the request's path has . or .. in it"
        : null;
  }

  /** Returns the route that a request takes, or null if none does. */
  public @Nullable Route find(String target, @Nullable String hostHeader) {
    if (all.size() > 1) {
      Place place = place(RequestTarget.of(target, hostHeader));
      if (place != null) {
        return place.route();
      }
    }
    return homeLeads ? home : null;
  }

  private @Nullable Place place(RequestTarget target) {
    String host = target.host();
    if (host != null) {
      Place place = first(byHost.getOrDefault(host, List.of()), target);
      for (int dot = host.indexOf('.'); place == null && dot >= 0; ) {
        place = first(belowHost.getOrDefault(host.substring(dot + 1), List.of()), target);
        dot = host.indexOf('.', dot + 1);
      }
      if (place != null) {
        return place;
      }
    }
    return first(anyHost, target);
  }

  private static @Nullable Place first(List<Place> places, RequestTarget target) {
    for (Place place : places) {
      if (place.takes(target.path())) {
        return place;
      }
    }
    return null;
  }
}
