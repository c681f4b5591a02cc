package dev.closewatch.dashboards.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.grafana.Dashboard.Panel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the panels of a dashboard stand. */
class DashboardLayoutTest {
  private static final int COLUMNS = 24;

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void ids_areDistinct(Dashboard dashboard) {
    assertThat(dashboard.rowsAndPanels())
        .extracting(panel -> panel.json().path("id").asInt())
        .allMatch(id -> id > 0)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panels_doNotOverlap(Dashboard dashboard) {
    Map<List<Integer>, String> taken = new HashMap<>();
    for (Panel panel : dashboard.rowsAndPanels()) {
      JsonNode grid = panel.json().path("gridPos");
      int right = grid.path("x").asInt() + grid.path("w").asInt();
      int bottom = grid.path("y").asInt() + grid.path("h").asInt();
      assertThat(grid.path("w").asInt()).as(panel.title()).isPositive();
      assertThat(grid.path("h").asInt()).as(panel.title()).isPositive();
      assertThat(right).as(panel.title()).isLessThanOrEqualTo(COLUMNS);
      for (int x = grid.path("x").asInt(); x < right; x++) {
        for (int y = grid.path("y").asInt(); y < bottom; y++) {
          assertThat(taken.put(List.of(x, y), panel.title())).as(panel.title()).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panels_standInTheOrderOfTheFileUnderRows(Dashboard dashboard) {
    List<Panel> all = dashboard.rowsAndPanels();
    assertThat(all.get(0).isRow()).isTrue();
    assertThat(all)
        .extracting(panel -> position(panel.json().path("gridPos")))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  /** From what users feel to what explains it. */
  @Test
  void closes_goFromTheWholeToTheDetail() {
    assertThat(titles("closes"))
        .containsExactly(
            "Connections that ended badly, by route",
            "Error budget used in the time shown, by route",
            "Open connections",
            "Opened and closed per second",
            "Closes by kind",
            "Handshakes by outcome and status",
            "Time to the 101, p99 by route",
            "Ends without a Close, by whose leg and how",
            "Ends without a Close, cut in what",
            "Bytes that did not arrive",
            "Age at an end without a Close",
            "Bad share by client stack",
            "Bad share by cohort",
            "Service instances that stand out",
            "Policy closes per minute, by cause and who acts",
            "Returns after policy closes and reconnect storms",
            "Different peers in the last 5 minutes",
            "Flagged peers, by rule",
            "Findings",
            "Violations of RFC 6455 per minute, by sender");
  }

  private static List<String> titles(String slug) {
    return dashboards().stream()
        .filter(dashboard -> dashboard.slug().equals(slug))
        .flatMap(dashboard -> dashboard.panels().stream())
        .map(Panel::title)
        .toList();
  }

  private static int position(JsonNode grid) {
    return grid.path("y").asInt() * COLUMNS + grid.path("x").asInt();
  }
}
