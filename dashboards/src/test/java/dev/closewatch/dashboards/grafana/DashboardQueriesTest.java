package dev.closewatch.dashboards.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.grafana.Dashboard.Panel;
import dev.closewatch.dashboards.grafana.Dashboard.Target;
import dev.closewatch.dashboards.kit.PendingMetrics;
import dev.closewatch.dashboards.kit.ProductMetrics;
import dev.closewatch.dashboards.kit.PromQl;
import dev.closewatch.dashboards.kit.PromQl.Comparison;
import dev.closewatch.dashboards.kit.PromQl.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the queries may say: what Grafana's dashboard linter asks of them, names that the product
 * has, and sums that are right with any number of replicas.
 */
class DashboardQueriesTest {
  private static final String RATE_INTERVAL = "$__rate_interval";
  private static final String RANGE = "$__range";

  /** What is about the whole process stands under a route of its own, whatever route is chosen. */
  private static final Comparison ROUTE_OR_WHOLE_PROCESS = new Comparison("=~", "$route|\\\\*");

  /** Prometheus' own. */
  private static final String ALERTS = "ALERTS";

  /** Counts of peers: the same peer can be on several replicas. */
  private static final Pattern PEER_GAUGE =
      Pattern.compile(
          "(?<aggregation>\\w+)(?: by \\((?<by>[^)]*)\\))? ?\\(\\s*"
              + "closewatch_(?:close_peers|flagged_peers|findings|top_peer_closes)\\{");

  private final ProductMetrics product = new ProductMetrics();
  private final Set<String> pending = PendingMetrics.in(product);

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void selector_isNarrowedByEveryVariableThatFits(Dashboard dashboard) {
    forEachSelector(
        dashboard,
        (where, selector) -> {
          assertVariable(where, selector, "job");
          if (selector.metric().equals(ALERTS)) {
            return; // alerts are summed over replicas
          }
          assertVariable(where, selector, "instance");
          boolean isFinding = selector.metric().equals("closewatch_findings");
          if (isFinding && ROUTE_OR_WHOLE_PROCESS.equals(selector.matchers().get("route"))) {
            return;
          }
          if (has(selector, "route")) {
            assertVariable(where, selector, "route");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void range_isGrafanasRateInterval(Dashboard dashboard) {
    for (Panel panel : dashboard.panels()) {
      for (Target target : panel.targets()) {
        for (Selector selector : new PromQl(target.expr()).selectors()) {
          // What happened in the time shown is asked for once, at its end.
          String allowed =
              target.isInstant() && selector.function().equals("increase") ? RANGE : RATE_INTERVAL;
          assertThat(selector.range()).as(panel.title()).isIn("", allowed);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void counter_isAlwaysUnderRateOrIncrease(Dashboard dashboard) {
    forEachSelector(
        dashboard,
        (where, selector) -> {
          if (isCounter(selector.metric())) {
            assertThat(selector.function()).as(where).isIn("rate", "increase");
            assertThat(selector.range()).as(where).isNotEmpty();
          } else {
            assertThat(selector.range()).as("%s: a gauge has no rate", where).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void nameAndLabel_areInTheProductsList(Dashboard dashboard) {
    forEachExpression(
        dashboard,
        (where, text) -> {
          PromQl query = new PromQl(text);
          Set<String> labels = new TreeSet<>(Set.of("job", "instance"));
          for (Selector selector : query.selectors()) {
            String name = selector.metric();
            if (name.equals(ALERTS)) {
              continue;
            }
            assertThat(product.series().containsKey(name) || pending.contains(name))
                .as("%s: docs/metrics.md has %s", where, name)
                .isTrue();
            if (!pending.contains(name)) {
              Set<String> known = labelsOf(name);
              assertThat(known).as("%s: %s", where, name).containsAll(selector.matchers().keySet());
              labels.addAll(known);
            }
          }
          if (query.selectors().stream().noneMatch(s -> pending.contains(s.metric()))) {
            assertThat(labels).as(where).containsAll(query.groupingLabels());
          }
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void valueOfALabel_isInTheProductsList(Dashboard dashboard) {
    forEachSelector(
        dashboard,
        (where, selector) -> {
          if (selector.metric().equals(ALERTS) || pending.contains(selector.metric())) {
            return;
          }
          selector
              .matchers()
              .forEach(
                  (label, comparison) ->
                      comparison
                          .values()
                          .filter(value -> !value.startsWith("$") && !value.endsWith("*"))
                          .filter(value -> !selector.metric().startsWith("jvm_"))
                          .forEach(
                              value ->
                                  assertThat(product.namesValue(value))
                                      .as("%s: %s=%s", where, label, value)
                                      .isTrue()));
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void metric_neverStandsWithoutBraces(Dashboard dashboard) {
    forEachExpression(
        dashboard, (where, text) -> assertThat(new PromQl(text).bareMetrics()).as(where).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void countOfPeers_isNeverAddedUpOverReplicas(Dashboard dashboard) {
    forEachExpression(
        dashboard,
        (where, text) -> {
          Matcher gauge = PEER_GAUGE.matcher(text);
          while (gauge.find()) {
            boolean byReplica =
                gauge.group("by") != null
                    && List.of(gauge.group("by").split(", ")).contains("instance");
            assertThat(gauge.group("aggregation").equals("max") || byReplica).as(where).isTrue();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void columnOfATable_isALabelOfItsQueries(Dashboard dashboard) {
    for (Panel panel : dashboard.panels()) {
      Set<String> labels = new TreeSet<>();
      panel.targets().forEach(t -> labels.addAll(new PromQl(t.expr()).groupingLabels()));
      for (JsonNode transformation : panel.json().path("transformations")) {
        transformation
            .at("/options/renameByName")
            .fieldNames()
            .forEachRemaining(
                column ->
                    assertThat(column).matches(c -> c.startsWith("Value") || labels.contains(c)));
      }
    }
  }

  @Test
  void pendingMetrics_areAllNamedBySomeDashboard() {
    Set<String> named = new TreeSet<>();
    for (Dashboard dashboard : dashboards()) {
      forEachSelector(dashboard, (where, selector) -> named.add(selector.metric()));
    }
    assertThat(named).containsAll(pending);
  }

  private boolean isCounter(String metric) {
    return pending.contains(metric)
        ? metric.endsWith("_total")
        : !metric.equals(ALERTS) && product.series().get(metric).cumulative();
  }

  private boolean has(Selector selector, String label) {
    return !pending.contains(selector.metric()) && labelsOf(selector.metric()).contains(label);
  }

  private Set<String> labelsOf(String metric) {
    return ProductMetrics.with(product.series().get(metric).labels(), "job", "instance");
  }

  private static void assertVariable(String where, Selector selector, String name) {
    assertThat(selector.matchers().get(name))
        .as("%s: %s", where, selector.metric())
        .isEqualTo(new Comparison("=~", "$" + name));
  }

  private static void forEachSelector(Dashboard dashboard, BiConsumer<String, Selector> check) {
    forEachExpression(
        dashboard,
        (where, text) ->
            new PromQl(text).selectors().forEach(selector -> check.accept(where, selector)));
  }

  /** Panels and annotations; variables name metrics without braces by nature. */
  private static void forEachExpression(Dashboard dashboard, BiConsumer<String, String> check) {
    List<String> seen = new ArrayList<>();
    for (Panel panel : dashboard.panels()) {
      for (Target target : panel.targets()) {
        check.accept(panel.title() + " " + target.refId(), target.expr());
        seen.add(target.expr());
      }
    }
    for (JsonNode annotation : dashboard.annotations()) {
      check.accept(annotation.path("name").asText(), annotation.path("expr").asText());
    }
    assertThat(seen).isNotEmpty();
  }
}
