package dev.closewatch.dashboards.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What can be told of a query by its letters alone: which metrics it names, and how. That it is
 * PromQL at all is for Prometheus to say. Each selector has its braces, so that it can be found.
 */
public final class PromQl {
  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?:\\b(?<function>[a-z_]+)\\(\\s*)?\\b(?<metric>[a-zA-Z_:][\\w:]*)"
              + "\\{(?<matchers>[^{}]*)}(?:\\[(?<range>[^]]+)])?");
  private static final Pattern MATCHER =
      Pattern.compile("\\s*(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*,?");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern BARE_METRIC =
      Pattern.compile("\\b(?:closewatch|process|jvm)_\\w+\\b(?![{\\w])");
  private static final Pattern MADE_LABEL =
      Pattern.compile(",\\s*\"(\\w+)\",\\s*\"[^\"]*\",\\s*\"\\w+\",\\s*\"[^\"]*\"\\s*\\)");

  private final String text;

  public PromQl(String text) {
    this.text = text;
  }

  /**
   * One metric in a query.
   *
   * @param function whose only argument it is, or empty
   * @param matchers label to what it is compared with
   * @param range what stands in brackets behind it, or empty
   */
  public record Selector(
      String function, String metric, Map<String, Comparison> matchers, String range) {}

  /**
   * What a label is compared with.
   *
   * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~}
   */
  public record Comparison(String operator, String value) {
    public boolean isRegex() {
      return operator.endsWith("~");
    }

    /** Returns the values that it names. */
    public Stream<String> values() {
      return isRegex() ? Stream.of(value.split("\\|")) : Stream.of(value);
    }
  }

  public List<Selector> selectors() {
    return SELECTOR.matcher(text).results().map(found -> selector(found.group())).toList();
  }

  private static Selector selector(String found) {
    Matcher parts = SELECTOR.matcher(found);
    if (!parts.matches()) {
      throw new IllegalStateException(found);
    }
    Map<String, Comparison> matchers = new LinkedHashMap<>();
    MATCHER
        .matcher(parts.group("matchers"))
        .results()
        .forEach(m -> matchers.put(m.group(1), new Comparison(m.group(2), m.group(3))));
    return new Selector(
        orEmpty(parts.group("function")),
        parts.group("metric"),
        matchers,
        orEmpty(parts.group("range")));
  }

  /** Returns our metrics that stand without braces: no variable narrows them. */
  public List<String> bareMetrics() {
    String withoutStrings = text.replaceAll("\"[^\"]*\"", "\"\"");
    return BARE_METRIC.matcher(withoutStrings).results().map(MatchResult::group).toList();
  }

  /** Returns the labels that it groups or joins by, less those that it makes itself. */
  public Set<String> groupingLabels() {
    Set<String> labels = new TreeSet<>();
    GROUPING
        .matcher(text)
        .results()
        .flatMap(found -> Stream.of(found.group(1).split(",")))
        .map(String::trim)
        .filter(label -> !label.isEmpty())
        .forEach(labels::add);
    labels.removeAll(madeLabels());
    return labels;
  }

  private List<String> madeLabels() {
    return text.contains("label_replace(")
        ? MADE_LABEL.matcher(text).results().map(found -> found.group(1)).toList()
        : new ArrayList<>();
  }

  private static String orEmpty(String group) {
    return group == null ? "" : group;
  }
}
