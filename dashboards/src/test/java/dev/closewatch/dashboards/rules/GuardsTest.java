package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.closewatch.dashboards.kit.Finished;
import dev.closewatch.dashboards.kit.Promtool;
import dev.closewatch.dashboards.rules.RuleFile.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** No guard of the rules is decoration: without it, a promtool test fails. */
@Tag("prometheus")
class GuardsTest {
  /** Operators that leave out or let in, thresholds, and how long. */
  private static final Pattern GUARDING =
      Pattern.compile(
          "\\b(?:and|or|unless|offset)\\b|[<>]|[!=]=|\\b(?:for|keep_firing_for):"
              + "|[+*/] \\d|\\d [+*-] ");

  private static final Promtool PROMTOOL = new Promtool();

  @AfterAll
  static void endRuns() {
    PROMTOOL.close();
  }

  @TestFactory
  List<DynamicTest> guard_loosened_isMissedByItsTest(@TempDir Path directory) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Guard guard : Guard.all()) {
      Path own = Files.createDirectory(directory.resolve(Integer.toString(tests.size())));
      Promtool.Run run = PROMTOOL.testRules(guard.write(own));
      tests.add(dynamicTest(guard.toString(), () -> assertMissed(run.result())));
    }
    return tests;
  }

  /** A test that failed says what it got; rules that cannot be read have no result at all. */
  private static void assertMissed(Finished promtool) {
    assertThat(promtool.exitCode()).as(promtool.output()).isEqualTo(1);
    assertThat(promtool.output()).contains("exp:", "got:");
  }

  @Test
  void line_thatGuards_isLoosenedAtLeastOnce() {
    Set<String> loosened = new TreeSet<>();
    for (Guard guard : Guard.all()) {
      MatchResult place = guard.place();
      numbered(guard.rule()).stream()
          .filter(line -> line.start() < place.end() && line.end() > place.start())
          .forEach(line -> loosened.add(line.toString()));
    }
    Set<String> guarding = new TreeSet<>();
    for (Rule rule : RuleFile.rules()) {
      numbered(rule).stream()
          .filter(line -> GUARDING.matcher(line.text()).find())
          .forEach(line -> guarding.add(line.toString()));
    }
    assertThat(guarding).hasSizeGreaterThan(100);
    assertThat(loosened).containsAll(guarding);
  }

  /** A line of a rule, with its place in the rule's block. */
  private record Line(String rule, int number, String text, int start, int end) {
    @Override
    public String toString() {
      return rule + " line " + number + ": " + text.trim();
    }
  }

  private static List<Line> numbered(Rule rule) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    for (String text : rule.deciding().split("\n", -1)) {
      String name = rule.name() + " " + rule.severity();
      lines.add(new Line(name, lines.size() + 1, text, start, start + text.length()));
      start += text.length() + 1;
    }
    return lines;
  }
}
