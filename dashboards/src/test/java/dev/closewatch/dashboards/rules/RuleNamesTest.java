package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.kit.PendingMetrics;
import dev.closewatch.dashboards.kit.ProductMetrics;
import dev.closewatch.dashboards.kit.PromQl;
import dev.closewatch.dashboards.kit.PromQl.Selector;
import dev.closewatch.dashboards.rules.RuleFile.Rule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules, their texts and the runbook name only what the product, or a rule before, really has. */
class RuleNamesTest {
  /** A metric without braces: not a function, not a part of a longer name. */
  private static final Pattern BARE =
      Pattern.compile(
          "(?<![\\w:\"])((?:closewatch|process|jvm)_\\w+|job_\\w+:[\\w:]+|up)(?![\\w:{(\"])");

  /** What a template asks for: printf "..." or query "...". */
  private static final Pattern QUERY_IN_TEXT =
      Pattern.compile("(?:printf|query) +\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Values that are not the product's: a label of the alert, and the name of the job. */
  private static final Set<String> OTHER_VALUES = Set.of("%q", "closewatch");

  private final ProductMetrics product = new ProductMetrics();
  private final Set<String> pending = PendingMetrics.in(product);

  static Stream<Arguments> expressions() {
    return Stream.of(
            RuleFile.rules().stream().map(r -> Arguments.of(r.name(), r.expression())),
            RuleFile.rules().stream()
                .filter(Rule::isAlert)
                .map(r -> Arguments.of(r.name() + " texts", queriesInTexts(r))),
            Runbook.sections().stream().map(s -> Arguments.of(s.alert() + " runbook", s.query())))
        .flatMap(all -> all);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("expressions")
  void name_isOfTheProductOrOfARecord(String where, String expression) {
    Set<String> labels = new TreeSet<>(Set.of("job", "instance"));
    for (Selector selector : selectors(expression)) {
      Set<String> known = labelsOf(selector.metric());
      if (known.isEmpty()) {
        continue; // pending
      }
      assertThat(known)
          .as("%s: %s", where, selector.metric())
          .containsAll(selector.matchers().keySet());
      labels.addAll(known);
    }
    if (selectors(expression).stream().noneMatch(s -> pending.contains(s.metric()))) {
      assertThat(labels).as(where).containsAll(new PromQl(expression).groupingLabels());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("expressions")
  void value_isInTheProductsList(String where, String expression) {
    for (Selector selector : selectors(expression)) {
      if (pending.contains(selector.metric())) {
        continue;
      }
      selector
          .matchers()
          .values()
          .forEach(
              comparison ->
                  comparison
                      .values()
                      .filter(value -> !OTHER_VALUES.contains(value))
                      .forEach(
                          value ->
                              assertThat(product.namesValue(value))
                                  .as("%s: %s", where, value)
                                  .isTrue()));
    }
  }

  @Test
  void selectors_findBareNamesToo() {
    String expression =
        "sum by (job) (increase(closewatch_closes_total{kind=\"empty\"}[5m]))\n> 3 * "
            + "job_route:closewatch_closes:mean1h and up offset 5m == 1";
    assertThat(selectors(expression))
        .extracting(Selector::metric)
        .containsExactly("closewatch_closes_total", "job_route:closewatch_closes:mean1h", "up");
  }

  @Test
  void record_isUsed() {
    Set<String> used =
        RuleFile.rules().stream()
            .flatMap(rule -> selectors(rule.expression() + " " + queriesInTexts(rule)).stream())
            .map(Selector::metric)
            .collect(Collectors.toSet());
    assertThat(used).containsAll(records());
  }

  /** Returns the labels of a metric, or none if it is pending. */
  private Set<String> labelsOf(String metric) {
    if (metric.equals("up")) {
      return Set.of("job", "instance");
    }
    if (metric.contains(":")) {
      assertThat(records()).contains(metric);
      // A record's name begins with the labels that it has.
      return Set.of(metric.substring(0, metric.indexOf(':')).split("_"));
    }
    if (pending.contains(metric)) {
      return Set.of();
    }
    assertThat(product.series()).containsKey(metric);
    return ProductMetrics.with(product.series().get(metric).labels(), "job", "instance");
  }

  private static Set<String> records() {
    return RuleFile.rules().stream()
        .filter(rule -> !rule.isAlert())
        .map(Rule::name)
        .collect(Collectors.toSet());
  }

  private static List<Selector> selectors(String expression) {
    return new PromQl(BARE.matcher(expression).replaceAll("$1{}")).selectors();
  }

  /** The queries in an alert's templates, one a line, with %q where a label's value will stand. */
  private static String queriesInTexts(Rule rule) {
    StringBuilder queries = new StringBuilder();
    for (JsonNode text : rule.yaml().path("annotations")) {
      QUERY_IN_TEXT
          .matcher(text.asText())
          .results()
          .map(query -> query.group(1).replace("\\\"", "\"").replace("%q", "\"%q\""))
          .forEach(query -> queries.append(query).append('\n'));
    }
    return queries.toString();
  }
}
