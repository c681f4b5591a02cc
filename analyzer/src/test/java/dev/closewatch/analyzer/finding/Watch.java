package dev.closewatch.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.FindingName;
import java.util.List;

/**
 * Findings, told of closes that are settled already. Times are milliseconds as in {@link Story}.
 */
final class Watch {
  private static final long SECOND = 1_000;

  private final Findings findings = new Findings(FindingSettings.DEFAULTS);

  /** A connection ends, and is no part of a mass close. */
  void ends(Story story, long millis) {
    findings.closed(new Settled(story.at(millis), null));
  }

  /** A connection ends as part of a mass close. */
  void endsInMassClose(Story story, long millis, MassClose massClose) {
    findings.closed(new Settled(story.at(millis), massClose));
  }

  Findings findings() {
    return findings;
  }

  /** Returns what stands then. */
  List<Finding> at(long millis) {
    findings.advance(Story.nanos(millis));
    return findings.standing();
  }

  /** Returns what stands then of this name. */
  List<Finding> at(long millis, FindingName name) {
    return at(millis).stream().filter(finding -> finding.name() == name).toList();
  }

  /** Returns the only thing that stands then. */
  Finding onlyAt(long millis) {
    List<Finding> standing = at(millis);
    assertThat(standing).hasSize(1);
    return standing.get(0);
  }

  static long minutes(double minutes) {
    return Math.round(minutes * 60 * SECOND);
  }
}
