package dev.closewatch.dashboards.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** The colours that a dashboard names, roughly as Grafana's light theme shows them. */
final class Colours {
  private static final List<String> PALETTE =
      List.of(
          "#5794f2", "#ff9830", "#8ab8ff", "#b877d9", "#37872d", "#1f9e9e", "#e0b400", "#c4489a",
          "#7a5230", "#4b6cb7", "#7db500", "#7a8088");
  private static final Map<String, String> NAMED =
      Map.of(
          "green", "#56a64b",
          "light-green", "#96d98d",
          "red", "#e02f44",
          "orange", "#ff780a",
          "purple", "#8f3bb8",
          "blue", "#3274d9",
          "light-blue", "#8ab8ff",
          "semi-dark-blue", "#1f60c4",
          "yellow", "#f2cc0c",
          "text", "#7a8088");

  private Colours() {}

  /** Returns the colour that a panel gives to the series of this name, or else one of a row. */
  static String of(JsonNode fieldConfig, String series, int index) {
    String fixed = override(fieldConfig, series, "color").path("fixedColor").asText();
    return NAMED.getOrDefault(fixed, PALETTE.get(index % PALETTE.size()));
  }

  /** Returns the colour of the highest step that a value reaches. */
  static String ofValue(JsonNode fieldConfig, double value) {
    String reached = "text";
    for (JsonNode step : fieldConfig.at("/defaults/thresholds/steps")) {
      if (value >= step.path("value").asDouble(Double.NEGATIVE_INFINITY)
          || step.path("value").isNull()) {
        reached = step.path("color").asText();
      }
    }
    return reached.equals("text") ? Canvas.INK : NAMED.getOrDefault(reached, Canvas.INK);
  }

  /**
   * Returns what a panel says of one property of one series by name; missing if it says nothing.
   */
  static JsonNode override(JsonNode fieldConfig, String series, String property) {
    for (JsonNode override : fieldConfig.path("overrides")) {
      if (override.at("/matcher/options").asText().equals(series)) {
        for (JsonNode one : override.path("properties")) {
          if (one.path("id").asText().equals(property)) {
            return one.path("value");
          }
        }
      }
    }
    return fieldConfig.path("nothing");
  }
}
