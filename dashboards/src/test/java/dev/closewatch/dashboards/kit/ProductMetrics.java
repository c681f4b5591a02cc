package dev.closewatch.dashboards.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The product's own list: docs/metrics.md, which a test of the proxy compares with what it really
 * exposes. Here by the names that Prometheus stores.
 */
public final class ProductMetrics {
  private static final Path DOCUMENT = Path.of("../docs/metrics.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\| .* \\|$");
  private static final Pattern JVM = Pattern.compile("(?m)^- `(jvm_\\w+)`(?:, by ([^:]*))?:");
  private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

  private final String document;
  private final Map<String, Series> series = new TreeMap<>();

  /**
   * What Prometheus stores under one name.
   *
   * @param cumulative it only rises, so that only its rate or increase means anything
   * @param labels without those that the scrape adds
   */
  public record Series(boolean cumulative, Set<String> labels) {}

  public ProductMetrics() {
    try {
      document = Files.readString(DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Matcher row = ROW.matcher(document);
    while (row.find()) {
      add(row.group(1), row.group(2), quoted(row.group(3)));
    }
    Matcher jvm = JVM.matcher(document);
    while (jvm.find()) {
      String type = jvm.group(1).endsWith("_total") ? "counter" : "gauge";
      add(jvm.group(1), type, jvm.group(2) == null ? Set.of() : quoted(jvm.group(2)));
    }
  }

  private void add(String name, String type, Set<String> labels) {
    switch (type) {
      case "counter" -> series.put(name, new Series(true, labels));
      case "gauge", "info" -> series.put(name, new Series(false, labels));
      case "summary", "histogram" -> {
        series.put(name + "_sum", new Series(true, labels));
        series.put(name + "_count", new Series(true, labels));
        if (type.equals("histogram")) {
          series.put(name + "_bucket", new Series(true, with(labels, "le")));
        }
      }
      default -> throw new AssertionError("docs/metrics.md: a type that is none: " + type);
    }
  }

  /** Returns what is stored, by name. */
  public Map<String, Series> series() {
    return series;
  }

  /** Returns whether the list names this value of a label, wherever. */
  public boolean namesValue(String value) {
    return document.contains("`" + value + "`");
  }

  public static Set<String> with(Set<String> labels, String... more) {
    return Stream.concat(labels.stream(), Arrays.stream(more))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> quoted(String text) {
    return QUOTED
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
