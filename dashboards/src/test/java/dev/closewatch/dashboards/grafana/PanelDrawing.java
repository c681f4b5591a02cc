package dev.closewatch.dashboards.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.grafana.Canvas.Area;
import dev.closewatch.dashboards.grafana.Dashboard.Panel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One panel of a preview: roughly what Grafana makes of the same answers. */
record PanelDrawing(Canvas canvas, Panel panel, Area area) {
  private static final int TABLE_LINE = 19;
  private static final double LETTER = 6.8;

  /** Draws the frame, and in it what each query of the panel was answered. */
  void draw(List<Answer> answers, double from, double to) {
    canvas.frame(area);
    canvas.heading(area.x() + 10, area.y() + 19, 13, panel.title());
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      lines.addAll(Line.of(answers.get(i), panel.targets().get(i).legend()));
    }
    JsonNode config = panel.json().path("fieldConfig");
    if (lines.isEmpty()) {
      String nothing = config.at("/defaults/noValue").asText("No data");
      double middle = area.y() + area.height() / 2;
      canvas.text(area.x() + area.width() / 2 - 50, middle, 13, Canvas.FAINT, nothing);
      return;
    }
    switch (panel.type()) {
      case "stat" -> drawStat(lines, config);
      case "table" -> drawTable(answers);
      case "heatmap" -> drawHeatmap(lines, from, to);
      case "state-timeline" -> drawStates(lines, config, from, to);
      default -> new GraphDrawing(canvas, area, config, from, to).draw(lines);
    }
  }

  private void drawStat(List<Line> lines, JsonNode config) {
    String unit = config.at("/defaults/unit").asText();
    double step = (area.width() - 20) / lines.size();
    for (int i = 0; i < lines.size(); i++) {
      double x = area.x() + 12 + i * step;
      double y = area.y() + area.height() / 2;
      canvas.text(x, y, 11, Canvas.FAINT, lines.get(i).name());
      double value = lines.get(i).last();
      canvas.heading(x, y + 34, 30, Colours.ofValue(config, value), Unit.show(value, unit));
    }
  }

  /** One row for each set of the labels that all have, one column for each query. */
  private void drawTable(List<Answer> answers) {
    JsonNode transformations = panel.json().path("transformations");
    JsonNode organize = transformations.path(transformations.size() - 1).path("options");
    Set<String> keys = new TreeSet<>();
    for (int i = 0; i < answers.size(); i++) {
      for (Line line : Line.of(answers.get(i), "")) {
        if (keys.isEmpty()) {
          keys.addAll(line.labels().keySet());
        }
        keys.retainAll(line.labels().keySet());
      }
    }
    Map<String, Map<String, String>> rows = new TreeMap<>();
    for (int i = 0; i < answers.size(); i++) {
      String column = answers.size() == 1 ? "Value" : "Value #" + panel.targets().get(i).refId();
      String unit = unitOf(organize.path("renameByName").path(column).asText());
      for (Line line : Line.of(answers.get(i), "")) {
        String row = keys.stream().map(line.labels()::get).collect(Collectors.joining(" "));
        Map<String, String> cells = rows.computeIfAbsent(row, k -> new TreeMap<>());
        cells.putAll(line.labels());
        cells.put(column, Unit.show(line.last(), unit));
      }
    }
    List<String> columns = new ArrayList<>();
    organize.path("indexByName").fieldNames().forEachRemaining(columns::add);
    double width = (area.width() - 20) / columns.size();
    for (int c = 0; c < columns.size(); c++) {
      double x = area.x() + 12 + c * width;
      canvas.heading(
          x, area.y() + 42, 11, organize.path("renameByName").path(columns.get(c)).asText());
      double y = area.y() + 42 + TABLE_LINE;
      for (Map<String, String> cells : rows.values()) {
        if (y < area.y() + area.height() - 4) {
          String words = cells.getOrDefault(columns.get(c), "");
          canvas.text(x, y, 12, Canvas.INK, cut(words, (int) (width / LETTER)));
        }
        y += TABLE_LINE;
      }
    }
  }

  private String unitOf(String column) {
    for (JsonNode override : panel.json().path("fieldConfig").path("overrides")) {
      if (override.at("/matcher/options").asText().equals(column)) {
        for (JsonNode property : override.path("properties")) {
          if (property.path("id").asText().equals("unit")) {
            return property.path("value").asText();
          }
        }
      }
    }
    return panel.json().at("/fieldConfig/defaults/unit").asText();
  }

  private void drawHeatmap(List<Line> lines, double from, double to) {
    List<Line> buckets =
        lines.stream().sorted(Comparator.comparingDouble(line -> bound(line.name()))).toList();
    double rowHeight = (area.height() - 40) / buckets.size();
    double width = (area.width() - 75) / (to - from);
    for (int row = 0; row < buckets.size(); row++) {
      double y = area.y() + area.height() - 10 - (row + 1) * rowHeight;
      canvas.number(area.x() + 56, y + rowHeight - 4, 10, Canvas.FAINT, upTo(buckets.get(row)));
      Map<Double, Double> below = row == 0 ? Map.of() : buckets.get(row - 1).points();
      buckets
          .get(row)
          .points()
          .forEach(
              (time, all) -> {
                double count = all - below.getOrDefault(time, 0.0);
                if (count > 0.01) {
                  double x = area.x() + 62 + (time - from) * width;
                  double strength = Math.min(1, 0.2 + count / 8);
                  canvas.box(new Area(x, y, width, rowHeight - 1), "#e0560a", strength);
                }
              });
    }
  }

  private void drawStates(List<Line> lines, JsonNode config, double from, double to) {
    for (int i = 0; i < lines.size(); i++) {
      double y = area.y() + 32 + i * 20.0;
      canvas.text(area.x() + 12, y + 12, 11, Canvas.INK, lines.get(i).name());
      double second = (area.width() - 222) / (to - from);
      lines
          .get(i)
          .points()
          .forEach(
              (time, value) -> {
                double x = area.x() + 210 + (Math.max(time, from) - from) * second;
                canvas.box(new Area(x, y, second + 0.4, 16), Colours.ofValue(config, value), 0.75);
              });
    }
  }

  private static String cut(String words, int letters) {
    return words.length() <= letters ? words : words.substring(0, letters - 1) + "…";
  }

  private static String upTo(Line bucket) {
    double bound = bound(bucket.name());
    return bound == Double.MAX_VALUE ? "longer" : "%.0f s".formatted(bound);
  }

  private static double bound(String le) {
    return le.equals("+Inf") ? Double.MAX_VALUE : Double.parseDouble(le);
  }
}
