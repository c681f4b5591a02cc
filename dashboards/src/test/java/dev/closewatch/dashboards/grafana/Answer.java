package dev.closewatch.dashboards.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Prometheus answers to a query.
 *
 * @param json its status, and data or error
 */
record Answer(JsonNode json) {
  boolean isSuccess() {
    return json.path("status").asText().equals("success");
  }

  /** Returns whether there is a figure to draw. */
  boolean hasData() {
    return values().anyMatch(value -> Double.isFinite(value));
  }

  /** Returns whether something was divided by nothing. */
  boolean hasInfinity() {
    return values().anyMatch(value -> Double.isInfinite(value));
  }

  /** Returns the labels of each series. */
  List<JsonNode> series() {
    return result().map(series -> series.path("metric")).toList();
  }

  private Stream<JsonNode> result() {
    JsonNode result = json.path("data").path("result");
    boolean isScalar = json.path("data").path("resultType").asText().equals("scalar");
    return isScalar ? Stream.empty() : Dashboard.stream(result);
  }

  private Stream<Double> values() {
    return result()
        .flatMap(
            series ->
                series.has("values")
                    ? Dashboard.stream(series.path("values"))
                    : Stream.of(series.path("value")))
        .map(point -> parse(point.path(1).asText()));
  }

  private static double parse(String value) {
    return switch (value) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(value);
    };
  }
}
