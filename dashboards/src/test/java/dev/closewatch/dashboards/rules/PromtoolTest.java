package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.closewatch.dashboards.kit.Finished;
import dev.closewatch.dashboards.kit.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What promtool and amtool say of the shipped files, and the tests of the rules. */
@Tag("prometheus")
class PromtoolTest {
  private static final Pattern RANGE = Pattern.compile("\\[(\\d+)([smh])(:\\d+[smh])?]");

  private static final Promtool PROMTOOL = new Promtool();

  @AfterAll
  static void endRuns() {
    PROMTOOL.close();
  }

  @Test
  void prometheusConfiguration_withTheRulesAndAToken_isValid(@TempDir Path directory)
      throws IOException {
    Files.copy(RuleFile.RULES, directory.resolve(rulesName()));
    Path config = ExampleConfig.copyTo(directory);
    assertDone(Finished.run(directory, List.of("promtool", "check", "config", config.toString())));
  }

  @Test
  void rules_areValidAndNoneIsThereTwice() {
    assertDone(run("promtool", "check", "rules", "--lint=all", "--lint-fatal", rulesName()));
  }

  @Test
  void alertmanagerConfiguration_isValid() {
    assertDone(run("amtool", "check-config", "alertmanager.yml"));
  }

  @Test
  void runbookQueries_arePromQl(@TempDir Path directory) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n  - name: runbook\n    rules:\n");
    for (Runbook.Section section : Runbook.sections()) {
      String query = section.query().replace("\n", "\n          ");
      rules.append(
          "      - record: query\n        labels: {alert: %s}\n".formatted(section.alert()));
      rules.append("        expr: |\n          ").append(query).append('\n');
    }
    Path file = Files.writeString(directory.resolve("queries.yml"), rules);
    assertDone(Finished.run(directory, List.of("promtool", "check", "rules", file.toString())));
  }

  @TestFactory
  List<DynamicTest> tests_pass() throws IOException {
    return dynamicTests(RuleFile.TESTS);
  }

  /**
   * Prometheus 3 leaves a sample out that is just as old as a range is long. Ranges that are a
   * millisecond shorter do so in Prometheus 2 as well.
   */
  @TestFactory
  List<DynamicTest> tests_withRangesAsInPrometheus3_pass(@TempDir Path directory)
      throws IOException {
    String rules =
        RANGE
            .matcher(RuleFile.text())
            .replaceAll(
                range -> {
                  String length = "PT" + range.group(1) + range.group(2).toUpperCase(Locale.ROOT);
                  String step = range.group(3) == null ? "" : range.group(3);
                  return "[" + (Duration.parse(length).toMillis() - 1) + "ms" + step + "]";
                });
    assertThat(rules).contains("[299999ms]", "[3599999ms:5m]");
    Files.writeString(directory.resolve(rulesName()), rules);
    Path tests = Files.createDirectory(directory.resolve("tests"));
    for (Path file : testFiles(RuleFile.TESTS)) {
      Files.copy(file, tests.resolve(file.getFileName()));
    }
    return dynamicTests(tests);
  }

  private static List<DynamicTest> dynamicTests(Path directory) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : testFiles(directory)) {
      Promtool.Run run = PROMTOOL.testRules(file);
      tests.add(dynamicTest(file.getFileName().toString(), () -> assertDone(run.result())));
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  private static List<Path> testFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static Finished run(String... command) {
    return Finished.run(RuleFile.DIRECTORY, Arrays.asList(command));
  }

  private static String rulesName() {
    return RuleFile.RULES.getFileName().toString();
  }

  private static void assertDone(Finished finished) {
    assertThat(finished.exitCode()).as(finished.output()).isZero();
  }
}
