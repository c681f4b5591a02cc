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
   * Returns the figures that a peer is flagged by, or null if the rule does not fire.
   *
   * @param shared whether many stand behind the peer: what is counted then says nothing of one
   */
  @Nullable Map<String, Object> fires(Rule rule, SlidingCounts counts, int pane, boolean shared) {
    if (shared && silencedByMany(rule)) {
      return null;
    }
    int offences = counts.sum(pane, offences(rule));
    Tally wholeTally = whole(rule);
    int whole = wholeTally == null ? 0 : counts.sum(pane, wholeTally);
    if (wholeTally != null && !isShare(rule, offences, whole)) {
      return null;
    }
    return switch (rule) {
      case EMPTY_CLOSE_HABIT ->
          whole < settings.emptyCloses()
              ? null
              : share(offences, "emptyCloses", whole, "closesStarted");
      case POLICY_OFFENDER ->
          offences < settings.policyCloses()
              ? null
              : share(offences, "policyCloses", whole, "closes");
      case VANISHER ->
          offences < settings.vanished()
              ? null
              : share(offences, "endedWithoutClose", whole, "closes");
      case ILLEGAL_CLOSE -> number(offences, "illegalCloses", settings.illegalCloses());
      case PROTOCOL_VIOLATOR ->
          number(offences, "violatingConnections", settings.violatingConnections());
      case POLICY_LOOP ->
          number(
              offences,
              "returns",
              settings.loopReturns(),
              "withinSeconds",
              settings.returnWithin());
      case IGNORES_CLOSE ->
          number(
              offences,
              "unansweredCloses",
              settings.ignoredCloses(),
              "hadSecondsToAnswer",
              settings.answerTime());
      case RECONNECT_STORM ->
          number(
              offences,
              "returns",
              settings.stormReturns() + 1, // has to be passed
              "livedUnderSeconds",
              settings.stormLife());
    };
  }

  /**
   * Returns whether a further offence keeps a flag up that stands. It does, however few there are
   * within the window; but where the rule asks for a share, only as long as that holds: among many
   * good closes a single bad one is no habit any more.
   */
  boolean goesOn(Rule rule, SlidingCounts counts, int pane, boolean shared) {
    Tally whole = whole(rule);
    return !(shared && silencedByMany(rule))
        && (whole == null
            || isShare(rule, counts.sum(pane, offences(rule)), counts.sum(pane, whole)));
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
  private static @Nullable Tally whole(Rule rule) {
    return switch (rule) {
      case EMPTY_CLOSE_HABIT -> Tally.STARTED;
      case POLICY_OFFENDER -> Tally.CLOSES;
      case VANISHER -> Tally.SETTLED;
      default -> null;
    };
  }

  private boolean isShare(Rule rule, int part, int whole) {
    double least =
        switch (rule) {
          case EMPTY_CLOSE_HABIT -> settings.emptyShare();
          case POLICY_OFFENDER -> settings.policyShare();
          case VANISHER -> settings.vanishedShare();
          default -> 0;
        };
    // Divided, not multiplied: 55 of 100 are 0.55 exactly, while 0.55 * 100 is above 55.
    return whole > 0 && (double) part / whole >= least;
  }

  private Map<String, Object> share(int part, String partName, int whole, String wholeName) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put(partName, part);
    figures.put(wholeName, whole);
    figures.put("share", Math.round(1000.0 * part / whole) / 1000.0);
    return inWindow(figures);
  }

  private @Nullable Map<String, Object> number(int count, String name, int least) {
    if (count < least) {
      return null;
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put(name, count);
    return inWindow(figures);
  }

  private @Nullable Map<String, Object> number(
      int count, String name, int least, String limitName, Duration limit) {
    Map<String, Object> figures = number(count, name, least);
    if (figures != null) {
      figures.put(limitName, limit.toNanos() / NANOS_PER_SECOND);
    }
    return figures;
  }

  private Map<String, Object> inWindow(Map<String, Object> figures) {
    figures.put("windowSeconds", settings.window().toNanos() / NANOS_PER_SECOND);
    return figures;
  }
}
