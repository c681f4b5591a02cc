package dev.closewatch.dashboards.grafana;

import static dev.closewatch.dashboards.grafana.Canvas.round;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.grafana.Canvas.Area;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A graph of a preview: lines, or areas that stand on each other, and a legend below. */
record GraphDrawing(Canvas canvas, Area area, JsonNode config, double from, double to) {
  private static final int MOST_SHOWN = 12;
  private static final int LEGEND_LINE = 15;
  private static final int TICK_SECONDS = 30;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  void draw(List<Line> all) {
    List<Line> lines =
        all.stream()
            .sorted(Comparator.comparingDouble(Line::max).reversed())
            .limit(MOST_SHOWN)
            .toList();
    int columns = area.width() > 800 ? 4 : 2;
    double left = area.x() + 62;
    double right = area.x() + area.width() - 12;
    double upper = area.y() + 32;
    double bottom =
        area.y() + area.height() - 26 - LEGEND_LINE * ((lines.size() + columns - 1) / columns);
    NavigableMap<Double, Double> base = new TreeMap<>();
    double highest = lines.stream().mapToDouble(Line::max).max().orElse(0);
    double pile = sums(lines).values().stream().mapToDouble(v -> v).max().orElse(0);
    double top = Math.max(highest, pile);
    double step = step(top > 0 ? top : 1);
    double ceiling = step * Math.ceil((top > 0 ? top : 1) / step - 1e-9);
    Scale scale = new Scale(left, right, upper, bottom, ceiling);
    grid(scale, step);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      String color = Colours.of(config, line.name(), i);
      if (isStacked(line)) {
        area(scale, base, line, color);
      } else {
        boolean dashed = Colours.override(config, line.name(), "custom.lineStyle").has("dash");
        canvas.line(line(scale, line.points()), color, dashed ? "6 5" : "none");
      }
      double x = area.x() + 12 + i % columns * (area.width() / columns);
      double y = bottom + 34 + LEGEND_LINE * (i / columns);
      canvas.box(new Area(x, y - 5, 10, 4), color, 1);
      canvas.text(x + 15, y, 11, Canvas.INK, line.name() + "  " + show(line.last()));
    }
  }

  private record Scale(double left, double right, double upper, double bottom, double top) {
    double y(double value) {
      return bottom - (bottom - upper) * value / top;
    }
  }

  private double x(Scale scale, double time) {
    return scale.left() + (scale.right() - scale.left()) * (time - from) / (to - from);
  }

  /** A round distance between two of some four grid lines. */
  private static double step(double top) {
    double rough = top / 4;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 2.5 ? 2.5 : digit <= 5 ? 5 : 10);
  }

  private void grid(Scale scale, double step) {
    for (int i = 0; i * step <= scale.top() * 1.001; i++) {
      double y = scale.y(i * step);
      canvas.box(new Area(scale.left(), y, scale.right() - scale.left(), 1), Canvas.GRID, 1);
      canvas.number(scale.left() - 6, y + 4, 10, Canvas.FAINT, show(i * step));
    }
    double first = Math.ceil(from / TICK_SECONDS) * TICK_SECONDS;
    for (double time = first; time <= to; time += TICK_SECONDS) {
      double x = x(scale, time);
      canvas.box(new Area(x, scale.upper(), 1, scale.bottom() - scale.upper()), Canvas.GRID, 0.6);
      canvas.middle(x, scale.bottom() + 14, 10, CLOCK.format(Instant.ofEpochSecond((long) time)));
    }
  }

  private String line(Scale scale, Map<Double, Double> points) {
    StringBuilder path = new StringBuilder();
    points.forEach(
        (time, value) ->
            path.append(path.isEmpty() ? 'M' : 'L')
                .append(round(x(scale, time)))
                .append(' ')
                .append(round(scale.y(value))));
    return path.toString();
  }

  /** Adds a line to those below it; where it has no value it adds nothing. */
  private void area(Scale scale, NavigableMap<Double, Double> base, Line line, String color) {
    NavigableMap<Double, Double> upper = new TreeMap<>();
    NavigableMap<Double, Double> lower = new TreeMap<>();
    for (double time = Math.ceil(from); time <= to; time++) {
      double below = at(base, time);
      lower.put(time, below);
      upper.put(time, below + at(line.points(), time));
    }
    String back = line(scale, lower.descendingMap()).replaceFirst("M", "L");
    canvas.shape(line(scale, upper) + back + "Z", color);
    base.putAll(upper);
  }

  private static double at(NavigableMap<Double, Double> points, double time) {
    Map.Entry<Double, Double> near = points.floorEntry(time + 0.5);
    return near == null || near.getKey() < time - 0.5 ? 0 : near.getValue();
  }

  private Map<Double, Double> sums(List<Line> lines) {
    Map<Double, Double> sums = new TreeMap<>();
    lines.stream()
        .filter(this::isStacked)
        .forEach(line -> line.points().forEach((time, v) -> sums.merge(time, v, Double::sum)));
    return sums;
  }

  private boolean isStacked(Line line) {
    JsonNode own = Colours.override(config, line.name(), "custom.stacking");
    if (own.path("mode").asText().equals("none")) {
      return false;
    }
    return config.at("/defaults/custom/stacking/mode").asText().equals("normal");
  }

  private String show(double value) {
    return Unit.show(value, config.at("/defaults/unit").asText());
  }
}
