package dev.closewatch.dashboards.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.kit.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The shipped rules: as text, in which each rule is a block, and as what they say. */
final class RuleFile {
  static final Path DIRECTORY = Path.of("prometheus");
  static final Path TESTS = DIRECTORY.resolve("tests");
  static final Path RULES = DIRECTORY.resolve("closewatch.rules.yml");

  private static final Pattern BEFORE_A_RULE =
      Pattern.compile("(?m)^(?= {6}- (?:record|alert): )|^(?= {2}- name: )");

  private RuleFile() {}

  static String text() {
    try {
      return Files.readString(RULES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A rule.
   *
   * @param name of an alert or a record
   * @param severity of an alert, or empty
   * @param block its lines in the file
   */
  record Rule(String name, String severity, JsonNode yaml, String block) {
    boolean isAlert() {
      return yaml.has("alert");
    }

    String expression() {
      return yaml.path("expr").asText();
    }

    /** Returns the block's lines that decide: without annotations, labels and comments. */
    String deciding() {
      return block.split("(?m)^ {8}(?:annotations|labels):|^ *#", 2)[0];
    }
  }

  /** Returns the rules in their order. */
  static List<Rule> rules() {
    List<String> blocks =
        BEFORE_A_RULE
            .splitAsStream(text())
            .filter(block -> block.stripLeading().matches("(?s)- (record|alert): .*"))
            .toList();
    List<Rule> rules = new ArrayList<>();
    for (JsonNode group : Yaml.read(RULES).path("groups")) {
      for (JsonNode yaml : group.path("rules")) {
        String name = yaml.path(yaml.has("alert") ? "alert" : "record").asText();
        String severity = yaml.path("labels").path("severity").asText();
        rules.add(new Rule(name, severity, yaml, blocks.get(rules.size())));
      }
    }
    if (rules.size() != blocks.size()) {
      throw new IllegalStateException(rules.size() + " rules, but " + blocks.size() + " blocks");
    }
    return rules;
  }

  /** Returns a rule by its name, followed by its severity where two have the name. */
  static Rule rule(String nameAndSeverity) {
    String[] words = nameAndSeverity.split(" ", 2);
    List<Rule> found =
        rules().stream()
            .filter(rule -> rule.name().equals(words[0]))
            .filter(rule -> words.length == 1 || rule.severity().equals(words[1]))
            .toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " rules are called " + nameAndSeverity);
    }
    return found.get(0);
  }
}
