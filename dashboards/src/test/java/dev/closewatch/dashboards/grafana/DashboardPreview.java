package dev.closewatch.dashboards.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.grafana.Canvas.Area;
import dev.closewatch.dashboards.grafana.Dashboard.Panel;
import dev.closewatch.proxy.kit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Draws a preview of each dashboard into {@code target/preview}: the panels in their places, with
 * what a real Prometheus answers about two minutes of the demo. It is no picture of Grafana. Runs
 * only when asked for, with {@code -Dit.test=DashboardPreview}.
 */
@Tag("prometheus")
class DashboardPreview {
  private static final double COLUMN = 60;
  private static final double ROW = 34;
  private static final double TITLE = 40;
  private static final Duration SHOWN = Duration.ofSeconds(Question.SHOWN_SECONDS);

  @Test
  void everyDashboardIsDrawn(@TempDir Path directory) throws Exception {
    Path target = Files.createDirectories(Path.of("target", "preview"));
    try (ScrapedDemo demo = ScrapedDemo.start(directory)) {
      double from = now();
      Eventually.get(
          "two minutes of the demo",
          SHOWN.plusSeconds(10),
          DashboardPreview::now,
          now -> now - from > SHOWN.toSeconds());
      for (Dashboard dashboard : Dashboard.all()) {
        draw(dashboard, demo, target.resolve(dashboard.slug() + ".svg"));
      }
    }
    assertThat(target.resolve("closes.svg")).isNotEmptyFile();
  }

  private static void draw(Dashboard dashboard, ScrapedDemo demo, Path file) throws IOException {
    Map<String, Answer> answers =
        Question.of(dashboard).stream()
            .collect(Collectors.toMap(Question::name, q -> q.ask(demo.prometheus())));
    double to = now();
    Canvas canvas = new Canvas();
    canvas.heading(8, 28, 19, dashboard.json().path("title").asText());
    canvas.number(
        24 * COLUMN - 8, 28, 12, Canvas.FAINT, "preview: its own queries, plotted; not Grafana");
    double bottom = 0;
    for (Panel panel : dashboard.rowsAndPanels()) {
      JsonNode grid = panel.json().path("gridPos");
      Area area =
          new Area(
              grid.path("x").asInt() * COLUMN + 4,
              TITLE + grid.path("y").asInt() * ROW + 4,
              grid.path("w").asInt() * COLUMN - 8,
              grid.path("h").asInt() * ROW - 8);
      bottom = Math.max(bottom, area.y() + area.height() + 8);
      if (panel.isRow()) {
        canvas.heading(area.x() + 4, area.y() + 22, 15, panel.title());
      } else {
        List<Answer> its =
            panel.targets().stream()
                .map(target -> answers.get(Question.name(dashboard, panel, target)))
                .toList();
        new PanelDrawing(canvas, panel, area).draw(its, to - Question.SHOWN_SECONDS, to);
      }
    }
    Files.writeString(file, canvas.svg(24 * COLUMN, bottom));
  }

  private static double now() {
    return System.currentTimeMillis() / 1_000.0;
  }
}
