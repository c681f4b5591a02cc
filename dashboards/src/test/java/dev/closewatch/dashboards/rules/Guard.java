package dev.closewatch.dashboards.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.closewatch.dashboards.kit.Yaml;
import dev.closewatch.dashboards.rules.RuleFile.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A condition of a rule, how it is loosened, and the test that must then fail.
 *
 * @param text what stands in the rule; any white space in it matches any other
 * @param testFile the test's file, without its ending
 * @param testName how the test's name begins
 */
record Guard(
    Rule rule, String meaning, String text, String instead, String testFile, String testName) {

  /** Returns those of guards.yml. */
  static List<Guard> all() {
    List<Guard> guards = new ArrayList<>();
    for (JsonNode ofRule : Yaml.parse(resource())) {
      Rule rule = RuleFile.rule(ofRule.path("rule").asText());
      for (JsonNode guard : ofRule.path("guards")) {
        guards.add(
            new Guard(
                rule,
                guard.path("guard").asText(),
                guard.path("text").asText(),
                guard.path("instead").asText().replace('\n', ' '),
                guard.path("fails").path(0).asText(),
                guard.path("fails").path(1).asText()));
      }
    }
    return guards;
  }

  private static String resource() {
    try (InputStream in = Guard.class.getResourceAsStream("guards.yml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where it stands among what decides in its rule: exactly once. */
  MatchResult place() {
    String anyWhiteSpace =
        Stream.of(text.trim().split("\\s+"))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s+"));
    List<MatchResult> places =
        Pattern.compile(anyWhiteSpace).matcher(rule.deciding()).results().toList();
    if (places.size() != 1) {
      throw new AssertionError(this + " is " + places.size() + " times in its rule: " + text);
    }
    return places.get(0);
  }

  /**
   * Writes the loosened rules and the one test into a directory.
   *
   * @return the test's file
   */
  Path write(Path directory) {
    String block = rule.block();
    MatchResult place = place();
    String loosened = block.substring(0, place.start()) + instead + block.substring(place.end());
    Path tests = directory.resolve("test.yml");
    try {
      Files.writeString(
          directory.resolve(RuleFile.RULES.getFileName()),
          RuleFile.text().replaceFirst(Pattern.quote(block), Matcher.quoteReplacement(loosened)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ObjectNode document = (ObjectNode) Yaml.read(RuleFile.TESTS.resolve(testFile + ".yml"));
    List<JsonNode> named = new ArrayList<>();
    document
        .path("tests")
        .forEach(
            test -> {
              if (test.path("name").asText().startsWith(testName)) {
                named.add(test);
              }
            });
    if (named.size() != 1) {
      throw new AssertionError(named.size() + " tests begin with: " + testName);
    }
    document.putArray("tests").addAll(named);
    document.putArray("rule_files").add(RuleFile.RULES.getFileName().toString());
    Yaml.write(tests, document);
    return tests;
  }

  @Override
  public String toString() {
    String severity = rule.severity().isEmpty() ? "" : " (" + rule.severity() + ")";
    return rule.name() + severity + ": " + meaning;
  }
}
