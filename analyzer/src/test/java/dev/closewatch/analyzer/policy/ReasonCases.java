package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Written cases, and how well {@link ReasonWords} reads them. */
record ReasonCases(List<Case> cases) {
  /** A reason, and the cause that it tells of; unknown if it tells none. */
  record Case(PolicyCause expected, String reason) {
    PolicyCause given() {
      ReasonWords.Telling telling = ReasonWords.shipped().find(reason);
      return telling == null ? PolicyCause.UNKNOWN : telling.cause();
    }

    boolean isRight() {
      return given() == expected;
    }

    /** Worse than a cause that was missed: a cause that it was not. */
    boolean isWrong() {
      return !isRight() && given() != PolicyCause.UNKNOWN;
    }

    boolean isMissed() {
      return !isRight() && given() == PolicyCause.UNKNOWN;
    }
  }

  static ReasonCases tuned() {
    return read("reasons-tuned.txt");
  }

  static ReasonCases holdout() {
    return read("reasons-holdout.txt");
  }

  double rightPercent() {
    return percent(cases.stream().filter(Case::isRight).count());
  }

  double wrongPercent() {
    return percent(cases.stream().filter(Case::isWrong).count());
  }

  double missedPercent() {
    return percent(cases.stream().filter(Case::isMissed).count());
  }

  private double percent(long count) {
    return 100.0 * count / cases.size();
  }

  /** Returns how often each cause was expected and each was given. */
  Map<PolicyCause, Map<PolicyCause, Integer>> confusion() {
    Map<PolicyCause, Map<PolicyCause, Integer>> table = new EnumMap<>(PolicyCause.class);
    for (Case each : cases) {
      table
          .computeIfAbsent(each.expected(), key -> new EnumMap<>(PolicyCause.class))
          .merge(each.given(), 1, Integer::sum);
    }
    return table;
  }

  private static ReasonCases read(String name) {
    return new ReasonCases(lines(name).stream().map(ReasonCases::parse).toList());
  }

  private static Case parse(String line) {
    int bar = line.indexOf('|');
    return new Case(cause(line.substring(0, bar).strip()), line.substring(bar + 1).strip());
  }

  static PolicyCause cause(String label) {
    return Arrays.stream(PolicyCause.values())
        .filter(cause -> cause.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no cause " + label));
  }

  /** Returns the lines of a file beside this class, without comments. */
  static List<String> lines(String name) {
    List<String> lines = new ArrayList<>();
    try (InputStream stream = ReasonCases.class.getResourceAsStream(name);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(stream, name), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
