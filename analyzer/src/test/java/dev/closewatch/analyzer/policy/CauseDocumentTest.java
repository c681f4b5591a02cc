package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/causes.md says of how well reasons are read is what the program does. */
class CauseDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/causes.md");
  private static final String BEGIN = "<!-- scores: written by CauseDocumentTest -->\n";
  private static final String END = "<!-- end of scores -->";

  /** To bring the page up to date: run this test with -Dclosewatch.writeDocs=true. */
  @Test
  void scores_onThePage_areThoseOfTheProgram() throws IOException {
    String page = Files.readString(DOCUMENT);
    assertThat(page).contains(BEGIN).contains(END);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String scores = scores();
    if (Boolean.getBoolean("closewatch.writeDocs")) {
      Files.writeString(DOCUMENT, page.substring(0, begin) + scores + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end)).isEqualTo(scores);
  }

  private static String scores() {
    ReasonCases tuned = ReasonCases.tuned();
    ReasonCases holdout = ReasonCases.holdout();
    return "\n| cases | number | right | missed | wrong |\n|---|---:|---:|---:|---:|\n"
        + summary("tuned on", tuned)
        + summary("holdout", holdout)
        + "\n### Tuned on\n\n"
        + details(tuned)
        + "\n### Holdout\n\n"
        + details(holdout)
        + "\n";
  }

  private static String summary(String name, ReasonCases cases) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.1f %% | %.1f %% | %.1f %% |\n",
        name,
        cases.cases().size(),
        cases.rightPercent(),
        cases.missedPercent(),
        cases.wrongPercent());
  }

  private static String details(ReasonCases cases) {
    return confusion(cases)
        + "\nWrong:\n\n"
        + list(cases, ReasonCases.Case::isWrong)
        + "\nMissed:\n\n"
        + list(cases, ReasonCases.Case::isMissed);
  }

  private static String confusion(ReasonCases cases) {
    Map<PolicyCause, Map<PolicyCause, Integer>> table = cases.confusion();
    StringBuilder text = new StringBuilder("| is \\ given |");
    PolicyCause[] causes = PolicyCause.values();
    Arrays.stream(causes).forEach(cause -> text.append(' ').append(cause.label()).append(" |"));
    text.append("\n|---|").append("---:|".repeat(causes.length)).append('\n');
    for (PolicyCause is : causes) {
      text.append("| **").append(is.label()).append("** |");
      for (PolicyCause given : causes) {
        int count = table.getOrDefault(is, Map.of()).getOrDefault(given, 0);
        text.append(' ').append(count == 0 ? "" : count + " ").append('|');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String list(ReasonCases cases, Predicate<ReasonCases.Case> which) {
    String lines =
        cases.cases().stream()
            .filter(which)
            .map(CauseDocumentTest::line)
            .collect(Collectors.joining());
    return lines.isEmpty() ? "none\n" : lines;
  }

  private static String line(ReasonCases.Case each) {
    String given = each.isMissed() ? "" : ", given " + each.given().label();
    return "- `" + each.reason() + "`: " + each.expected().label() + given + "\n";
  }
}
