package dev.closewatch.proxy.metrics;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A scrape in the older text format, read back. */
final class Page {
  private final List<String> lines;
  private final Map<String, Double> values = new LinkedHashMap<>();

  private Page(String text) {
    lines = text.lines().toList();
    for (String line : lines) {
      if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
  }

  static Page of(ProxyMeters meters) {
    return new Page(new String(meters.scrape(null).body(), StandardCharsets.UTF_8));
  }

  /** Returns the series of a name whose labels hold all of these, as {@code key="value"}. */
  private Map<String, Double> series(String name, String... labels) {
    Predicate<String> matches =
        series ->
            (series.equals(name) || series.startsWith(name + "{"))
                && List.of(labels).stream().allMatch(series::contains);
    Map<String, Double> found = new LinkedHashMap<>();
    values.forEach(
        (series, value) -> {
          if (matches.test(series)) {
            found.put(series, value);
          }
        });
    return found;
  }

  boolean has(String name, String... labels) {
    return !series(name, labels).isEmpty();
  }

  /** Returns the sum of all series of a name whose labels hold all of these; 0 without one. */
  double sum(String name, String... labels) {
    return series(name, labels).values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Returns how many series a route has. */
  long seriesOfRoute(String route) {
    return values.keySet().stream().filter(s -> s.contains("route=\"" + route + "\"")).count();
  }

  /** Returns all series. */
  Set<String> all() {
    return values.keySet();
  }

  /** Returns the names that have a line of this sort, HELP or TYPE. */
  Set<String> namesWith(String sort) {
    Set<String> names = new TreeSet<>();
    for (String line : lines) {
      String[] words = line.split(" ", 4);
      if (words.length == 4 && words[0].equals("#") && words[1].equals(sort)) {
        names.add(words[2]);
      }
    }
    return names;
  }
}
