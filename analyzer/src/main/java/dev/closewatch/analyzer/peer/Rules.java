package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.Rule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When each rule fires, and the figures that it rests on. */
final class Rules {
  private static final double NANOS_PER_SECOND = 1e9;

  private final RuleSettings settings;

  Rules(RuleSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns whether a rule fires.
   *
   * @param part the rule's offences within the window
   * @param whole what they have to be a share of, 0 if the rule asks for none
   */
  boolean fires(Rule rule, int part, int whole) {
    return goesOn(rule, part, whole)
        && switch (rule) {
          case EMPTY_CLOSE_HABIT -> whole >= settings.emptyCloses();
          case POLICY_OFFENDER -> part >= settings.policyCloses();
          case POLICY_LOOP -> part >= settings.loopReturns();
          case ILLEGAL_CLOSE -> part >= settings.illegalCloses();
          case PROTOCOL_VIOLATOR -> part >= settings.violatingConnections();
          case VANISHER -> part >= settings.vanished();
          case IGNORES_CLOSE -> part >= settings.ignoredCloses();
          case RECONNECT_STORM -> part > settings.stormReturns(); // has to be passed
        };
  }

  /**
   * Returns whether a further offence keeps a flag up that stands. It does, however few there are
   * within the window; but where the rule asks for a share, only as long as that holds: among many
   * good closes a single bad one is no habit any more.
   */
  boolean goesOn(Rule rule, int part, int whole) {
    return switch (rule) {
      case EMPTY_CLOSE_HABIT -> isShare(part, whole, settings.emptyShare());
      case POLICY_OFFENDER -> isShare(part, whole, settings.policyShare());
      case VANISHER -> isShare(part, whole, settings.vanishedShare());
      default -> true;
    };
  }

  /**
   * Returns whether the rule says nothing where many stand behind a peer: it counts, or compares.
   */
  boolean silencedByMany(Rule rule) {
    return rule != Rule.ILLEGAL_CLOSE || settings.illegalCloses() > 1;
  }

  /** Returns the tally that a rule's offences are counted in. */
  static Tally offences(Rule rule) {
    return switch (rule) {
      case EMPTY_CLOSE_HABIT -> Tally.STARTED_EMPTY;
      case POLICY_OFFENDER -> Tally.POLICY;
      case POLICY_LOOP -> Tally.POLICY_RETURNS;
      case ILLEGAL_CLOSE -> Tally.ILLEGAL;
      case PROTOCOL_VIOLATOR -> Tally.VIOLATING;
      case VANISHER -> Tally.VANISHED;
      case IGNORES_CLOSE -> Tally.IGNORED;
      case RECONNECT_STORM -> Tally.STORM_RETURNS;
    };
  }

  /** Returns what a rule's offences have to be a share of, or null if it asks for none. */
  static @Nullable Tally whole(Rule rule) {
    return switch (rule) {
      case EMPTY_CLOSE_HABIT -> Tally.STARTED;
      case POLICY_OFFENDER -> Tally.CLOSES;
      case VANISHER -> Tally.SETTLED;
      default -> null;
    };
  }

  private static boolean isShare(int part, int whole, double least) {
    // Divided, not multiplied: 55 of 100 are 0.55 exactly, while 0.55 * 100 is above 55.
    return whole > 0 && (double) part / whole >= least;
  }

  /** Returns the figures that a rule fired by, by name, in the order to show them. */
  Map<String, Object> figures(Rule rule, int part, int whole) {
    Map<String, Object> figures = new LinkedHashMap<>();
    switch (rule) {
      case EMPTY_CLOSE_HABIT -> share(figures, "emptyCloses", part, "closesStarted", whole);
      case POLICY_OFFENDER -> share(figures, "policyCloses", part, "closes", whole);
      case VANISHER -> share(figures, "endedWithoutClose", part, "closes", whole);
      case ILLEGAL_CLOSE -> figures.put("illegalCloses", part);
      case PROTOCOL_VIOLATOR -> figures.put("violatingConnections", part);
      case POLICY_LOOP -> {
        figures.put("returns", part);
        figures.put("withinSeconds", seconds(settings.returnWithin()));
      }
      case IGNORES_CLOSE -> {
        figures.put("unansweredCloses", part);
        figures.put("hadSecondsToAnswer", seconds(settings.answerTime()));
      }
      case RECONNECT_STORM -> {
        figures.put("returns", part);
        figures.put("livedUnderSeconds", seconds(settings.stormLife()));
      }
    }
    figures.put("windowSeconds", seconds(settings.window()));
    return figures;
  }

  private static void share(
      Map<String, Object> figures, String partName, int part, String wholeName, int whole) {
    figures.put(partName, part);
    figures.put(wholeName, whole);
    figures.put("share", Math.round(1000.0 * part / whole) / 1000.0);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS_PER_SECOND;
  }
}
