package dev.closewatch.proxy.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The list of routes in a file. Which route a request takes must not depend on their order: two
 * that take the same requests are a fault.
 */
final class RoutesInFile {
  private final FileValues file;
  private final SettingValues values;
  private final Map<String, Integer> linesByName = new HashMap<>();
  private final Map<Taken, String> routesByTaken = new HashMap<>();

  /** What a route takes; the pattern is "" for any host. */
  private record Taken(String host, String path) {}

  /**
   * Prepares for the list.
   *
   * @param values take the routes
   */
  RoutesInFile(FileValues file, SettingValues values) {
    this.file = file;
    this.values = values;
  }

  void read(Node node) {
    if (!(node instanceof SequenceNode list)) {
      values.routesBegin();
      file.add(node, "routes: must be a list, each with a name and an upstream");
      return;
    }
    if (!list.getValue().isEmpty()) {
      values.routesBegin();
    }
    int count = 0;
    for (Node item : list.getValue()) {
      if (++count > RouteSettings.MOST_ROUTES) {
        file.add(item, "routes: more than " + RouteSettings.MOST_ROUTES);
        return;
      }
      if (item instanceof MappingNode mapping) {
        readRoute(mapping);
      } else {
        file.add(
            item, "routes: each must have a name and an upstream, not be " + FileValues.kind(item));
      }
    }
  }

  private void readRoute(MappingNode mapping) {
    SettingValues given = new SettingValues();
    int faultsBefore = file.faults().size();
    new FileMapping(file, "a setting of a route", RouteSettings.BY_NAME, Map.of())
        .read(mapping, given);
    if (file.faults().size() == faultsBefore) {
      for (Setting<?> required : List.of(RouteSettings.NAME, RouteSettings.UPSTREAM)) {
        if (given.textOf(required).isEmpty()) {
          file.add(mapping, "routes: no " + required);
        }
      }
    }
    if (!given.unreadable(RouteSettings.NAME)) {
      checkName(mapping, given.get(RouteSettings.NAME));
    }
    if (file.faults().size() == faultsBefore) {
      RouteConfig route = RouteSettings.route(given);
      checkTaken(mapping, route);
      values.route(route, file.file() + ":" + YamlText.line(mapping));
    }
  }

  private void checkName(MappingNode mapping, String name) {
    Integer first = name.isEmpty() ? null : linesByName.put(name, YamlText.line(mapping));
    if (first != null) {
      file.add(mapping, "routes: a second " + name + ", the first is in line " + first);
    }
  }

  /** Of two routes that take the same requests only one would ever get them. */
  private void checkTaken(MappingNode mapping, RouteConfig route) {
    List<String> hosts =
        route.hosts().isEmpty()
            ? List.of("")
            : route.hosts().stream().map(HostPattern::toString).toList();
    for (String host : hosts) {
      String first = routesByTaken.putIfAbsent(new Taken(host, route.path()), route.name());
      if (first != null) {
        String what = (host.isEmpty() ? "any host" : host) + " with " + route.path();
        file.add(
            mapping,
            "routes: " + route.name() + " can get no request for " + what + ": " + first + " does");
      }
    }
  }
}
