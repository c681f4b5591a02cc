package dev.closewatch.dashboards.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One series of an answer as a panel shows it.
 *
 * @param name by the query's legend
 * @param labels of the series
 * @param points value by time in seconds, finite ones only
 */
record Line(String name, Map<String, String> labels, NavigableMap<Double, Double> points) {
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

  static List<Line> of(Answer answer, String legend) {
    return Dashboard.stream(answer.json().path("data").path("result"))
        .filter(JsonNode::isObject)
        .map(series -> of(series, legend))
        .toList();
  }

  private static Line of(JsonNode series, String legend) {
    Map<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, JsonNode> label : series.path("metric").properties()) {
      labels.put(label.getKey(), label.getValue().asText());
    }
    NavigableMap<Double, Double> points = new TreeMap<>();
    for (JsonNode point :
        series.has("values") ? series.path("values") : List.of(series.path("value"))) {
      double value = Double.parseDouble(point.path(1).asText().replace("Inf", "Infinity"));
      if (Double.isFinite(value)) {
        points.put(point.path(0).asDouble(), value);
      }
    }
    String name =
        LEGEND_LABEL
            .matcher(legend)
            .replaceAll(m -> Matcher.quoteReplacement(labels.getOrDefault(m.group(1), "")));
    return new Line(name, labels, points);
  }

  double last() {
    return points.isEmpty() ? Double.NaN : points.lastEntry().getValue();
  }

  double max() {
    return points.values().stream().mapToDouble(value -> value).max().orElse(0);
  }
}
