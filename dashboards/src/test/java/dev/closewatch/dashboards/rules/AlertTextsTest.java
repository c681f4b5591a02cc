package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.dashboards.rules.RuleFile.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is woken by an alert finds what to do: texts, links, and a section of the runbook. */
class AlertTextsTest {
  private static final String RUNBOOK =
      "https://github.com/closewatch/closewatch/blob/main/dashboards/runbook.md#";

  static Stream<Rule> alerts() {
    return RuleFile.rules().stream().filter(Rule::isAlert);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_saysHowSevereItIsAndWhatToDo(Rule alert) {
    assertThat(alert.severity()).isIn("page", "ticket", "info");
    assertThat(alert.yaml().path("annotations").fieldNames())
        .toIterable()
        .containsExactly("summary", "description", "runbook_url", "live_page");
    assertThat(annotation(alert, "summary")).hasSizeLessThan(100).doesNotEndWith(".");
    assertThat(annotation(alert, "description")).endsWith(".");
    assertThat(annotation(alert, "runbook_url"))
        .isEqualTo(RUNBOOK + alert.name().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void livePage_leadsToAReplicaTheRouteAndTheTime(Rule alert) {
    String link = annotation(alert, "live_page");
    if (alert.name().equals("ClosewatchAbsent")) {
      assertThat(link).startsWith("none");
      return;
    }
    assertThat(link).contains("http://{{").contains("instance");
    if (!alert.name().equals("ClosewatchDown")) {
      assertThat(link).contains("since={{");
    }
    if (alert.expression().contains("route")) {
      assertThat(link).contains("route={{ $labels.route | urlquery }}");
    }
  }

  @Test
  void severity_isAPageOnlyWhereUsersAreHurt() {
    assertThat(names(alerts().filter(alert -> alert.severity().equals("page"))))
        .containsExactlyInAnyOrder(
            "ClosewatchBadEndings",
            "ClosewatchUpstreamUnreachable",
            "ClosewatchOverloaded",
            "ClosewatchDown",
            "ClosewatchAbsent");
  }

  @Test
  void runbook_hasASectionForEachAlertInTheirOrder() {
    List<String> sections = Runbook.sections().stream().map(Runbook.Section::alert).toList();
    assertThat(sections).containsExactlyElementsOf(names(alerts()));
  }

  @Test
  void runbook_answersTheSameFiveQuestionsEverywhere() {
    for (Runbook.Section section : Runbook.sections()) {
      assertThat(section.points())
          .as(section.alert())
          .containsExactly(
              "Is it a deploy?", "Is it us?", "Who acts?", "One query:", "When to close it:");
      assertThat(section.query()).as(section.alert()).isNotEmpty();
    }
  }

  private static Set<String> names(Stream<Rule> alerts) {
    return alerts.map(Rule::name).collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  private static String annotation(Rule alert, String name) {
    return alert.yaml().path("annotations").path(name).asText();
  }
}
