package dev.closewatch.dashboards.grafana;

import static dev.closewatch.dashboards.grafana.Dashboard.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.grafana.Dashboard.Panel;
import dev.closewatch.dashboards.grafana.Dashboard.Target;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The form of each dashboard: what Grafana's dashboard linter asks of panels and variables, and
 * what this project asks beside that.
 */
class DashboardFormTest {
  /** Grafana 11 writes 39; 12 and 13 read it and bring it up to date by themselves. */
  private static final int SCHEMA_VERSION = 39;

  /** Of Grafana's units those that mean something here; a word that is none would be shown. */
  private static final Set<String> UNITS =
      Set.of(
          "short",
          "percentunit",
          "s",
          "bytes",
          "Bps",
          "cps",
          "cpm",
          "ops",
          "reqps",
          "dateTimeFromNow");

  private static final Set<String> GRAFANAS_OWN =
      Set.of(
          "__rate_interval",
          "__interval",
          "__range",
          "__from",
          "__to",
          "__all",
          "__field",
          "__value",
          "__data");

  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)[^}]*}|(\\w+))");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @Test
  void files_areTheThreeDashboards() {
    assertThat(dashboards())
        .extracting(Dashboard::slug)
        .containsExactly("closes", "peers", "relay");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dashboard_canBeImportedAgainAndAgain(Dashboard dashboard) {
    JsonNode json = dashboard.json();
    assertThat(json.has("id")).isTrue();
    assertThat(json.path("id").isNull()).as("an id belongs to one Grafana").isTrue();
    assertThat(json.path("uid").asText()).isEqualTo("closewatch-" + dashboard.slug());
    assertThat(json.path("schemaVersion").asInt()).isEqualTo(SCHEMA_VERSION);
    assertThat(texts(json.path("tags"))).contains("closewatch");
    assertThat(json.path("description").asText()).isNotEmpty();
    assertThat(json.path("graphTooltip").asInt()).as("one crosshair for all panels").isEqualTo(1);
    assertThat(json.has("__inputs")).as("the data source is a variable, not an input").isFalse();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void datasourceVariable_isTheFirstAndTheOnlyOne(Dashboard dashboard) {
    List<JsonNode> sources =
        dashboard.variables().stream()
            .filter(variable -> variable.path("type").asText().equals("datasource"))
            .toList();
    assertThat(sources).containsExactly(dashboard.variables().get(0));
    assertThat(sources.get(0).path("name").asText()).isEqualTo("datasource");
    assertThat(sources.get(0).path("query").asText()).isEqualTo("prometheus");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void jobInstanceAndRoute_areVariablesOfSeveralValues(Dashboard dashboard) {
    for (String name : List.of("job", "instance", "route")) {
      JsonNode variable = dashboard.variable(name);
      assertThat(variable.path("type").asText()).as(name).isEqualTo("query");
      assertThat(variable.path("query").isTextual()).as("a plain string").isTrue();
      assertThat(variable.path("query").asText()).matches("label_values\\(.+, " + name + "\\)");
      assertThat(variable.path("multi").asBoolean()).as(name).isTrue();
      assertThat(variable.path("includeAll").asBoolean()).as(name).isTrue();
      assertThat(variable.path("allValue").asText()).as(name).isEqualTo(".+");
      assertThat(variable.path("refresh").asInt()).as("on a new time range").isEqualTo(2);
      assertPrometheusVariable(variable);
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void variables_areAllDeclaredAndAllUsed(Dashboard dashboard) {
    Set<String> declared =
        dashboard.variables().stream()
            .map(variable -> variable.path("name").asText())
            .collect(Collectors.toSet());
    Set<String> used =
        VARIABLE
            .matcher(dashboard.json().toString())
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .filter(name -> !GRAFANAS_OWN.contains(name))
            .collect(Collectors.toSet());
    assertThat(used).isEqualTo(declared);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panel_saysWhatItIsAndWhatToDo(Dashboard dashboard) {
    for (Panel panel : dashboard.panels()) {
      assertThat(panel.title()).isNotEmpty();
      // Two sentences at least: what it shows, and what to do when it looks wrong.
      assertThat(panel.json().path("description").asText())
          .as(panel.title())
          .hasSizeBetween(100, 600)
          .matches("(?s).+[.:;] .+\\.");
    }
    assertDistinct(dashboard, Panel::title);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panel_hasAUnitThatGrafanaKnows(Dashboard dashboard) {
    for (Panel panel : dashboard.panels()) {
      JsonNode heatmapUnit = panel.json().path("options").path("yAxis").path("unit");
      JsonNode unit = panel.json().path("fieldConfig").path("defaults").path("unit");
      assertThat(UNITS)
          .as(panel.title())
          .contains(panel.type().equals("heatmap") ? heatmapUnit.asText() : unit.asText());
      for (JsonNode override : panel.json().path("fieldConfig").path("overrides")) {
        stream(override.path("properties"))
            .filter(property -> property.path("id").asText().equals("unit"))
            .forEach(property -> assertThat(UNITS).contains(property.path("value").asText()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelAndQuery_askTheChosenDataSource(Dashboard dashboard) {
    for (Panel panel : dashboard.panels()) {
      assertPrometheusVariable(panel.json());
      assertThat(panel.targets()).as(panel.title()).isNotEmpty();
      panel.targets().forEach(target -> assertPrometheusVariable(target.json()));
      assertThat(panel.targets()).extracting(Target::refId).doesNotHaveDuplicates();
    }
    dashboard.annotations().forEach(DashboardFormTest::assertPrometheusVariable);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void graph_hasALegendTableAndOneTooltip(Dashboard dashboard) {
    for (Panel panel : dashboard.panels()) {
      if (panel.type().equals("timeseries")) {
        JsonNode options = panel.json().path("options");
        assertThat(options.path("legend").path("displayMode").asText()).isEqualTo("table");
        assertThat(options.path("tooltip").path("mode").asText()).isEqualTo("multi");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void annotation_isWrittenForOldAndForNewGrafana(Dashboard dashboard) {
    assertThat(dashboard.annotations())
        .extracting(annotation -> annotation.path("name").asText())
        .containsExactly("Alerts", "closewatch starts", "Mass closes");
    for (JsonNode annotation : dashboard.annotations()) {
      assertThat(annotation.path("target").path("expr"))
          .as("Grafana 11 reads expr, 12 reads target")
          .isEqualTo(annotation.path("expr"));
    }
  }

  private static void assertPrometheusVariable(JsonNode asks) {
    assertThat(asks.path("datasource").path("type").asText()).isEqualTo("prometheus");
    assertThat(asks.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
  }

  private static <T> void assertDistinct(Dashboard dashboard, Function<Panel, T> property) {
    assertThat(dashboard.panels().stream().map(property)).doesNotHaveDuplicates();
  }

  private static List<String> texts(JsonNode array) {
    return stream(array).map(JsonNode::asText).toList();
  }
}
