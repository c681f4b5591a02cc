package dev.closewatch.dashboards.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.kit.PendingMetrics;
import dev.closewatch.dashboards.kit.ProductMetrics;
import dev.closewatch.dashboards.kit.PromQl;
import dev.closewatch.proxy.kit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every dashboard, asked of a real Prometheus about the demo: it is PromQL, and it
 * returns figures.
 */
@Tag("prometheus")
@TestInstance(Lifecycle.PER_CLASS)
class DashboardsIT {
  /**
   * For all queries together. The rarest event of the demo comes within 10 s of its start; the rest
   * is for a machine that is busy with other tests.
   */
  private static final Duration LIMIT = Duration.ofSeconds(50);

  /** Queries that rightly have no answer here, each with its reason. */
  private static final Map<String, String> RIGHTLY_EMPTY =
      Map.of("annotation Mass closes", "nothing in the demo is reloaded");

  private final Set<String> pending = PendingMetrics.in(new ProductMetrics());
  private long startNanos;
  private ScrapedDemo demo;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    demo = ScrapedDemo.start(directory);
    startNanos = System.nanoTime();
  }

  @AfterAll
  void stop() {
    demo.close();
  }

  @TestFactory
  Stream<DynamicTest> everyQueryIsPromQlAndReturnsFigures() {
    return Dashboard.all().stream()
        .flatMap(dashboard -> Question.of(dashboard).stream())
        .map(question -> dynamicTest(question.name(), () -> check(question)));
  }

  @TestFactory
  Stream<DynamicTest> everyVariableHasValuesToChooseFrom() {
    return Dashboard.all().stream()
        .map(dashboard -> dynamicTest(dashboard.slug(), () -> checkVariables(dashboard)));
  }

  @Test
  void everyReasonForEmptinessBelongsToAQuery() {
    List<String> names =
        Dashboard.all().stream()
            .flatMap(dashboard -> Question.of(dashboard).stream())
            .map(Question::name)
            .toList();
    assertThat(RIGHTLY_EMPTY.keySet())
        .allMatch(key -> names.stream().anyMatch(name -> name.contains(key)));
  }

  private void check(Question question) {
    Answer first = question.ask(demo.prometheus());
    assertThat(first.isSuccess())
        .as("%s: %s%n%s", question, question.filled(), first.json())
        .isTrue();
    if (isRightlyEmpty(question)) {
      assertThat(first.hasData()).as("%s has figures: take it off the list", question).isFalse();
      return;
    }
    Answer answer =
        Eventually.get(
            question + ": figures for " + question.filled(),
            LIMIT.minusNanos(System.nanoTime() - startNanos),
            () -> question.ask(demo.prometheus()),
            Answer::hasData);
    assertThat(answer.hasInfinity()).as("%s divides by nothing", question).isFalse();
    for (JsonNode labels : answer.series()) {
      assertThat(question.needs())
          .as(question.name())
          .allMatch(labels::has, "is a label of " + labels);
    }
  }

  private boolean isRightlyEmpty(Question question) {
    return RIGHTLY_EMPTY.keySet().stream().anyMatch(question.name()::contains)
        || new PromQl(question.text())
            .selectors().stream().anyMatch(selector -> pending.contains(selector.metric()));
  }

  private void checkVariables(Dashboard dashboard) {
    Map<String, List<String>> values =
        Eventually.get(
            "values of variables",
            () -> Question.variables(dashboard, demo.prometheus()),
            found -> found.values().stream().noneMatch(List::isEmpty));
    assertThat(values.get("job")).containsExactly("closewatch");
    assertThat(values.get("instance")).hasSize(3);
    assertThat(values.get("route")).containsExactly("default");
  }
}
