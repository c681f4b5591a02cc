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
    if (shared && rule != Rule.ILLEGAL_CLOSE) {
      return null;
    }
    return switch (rule) {
      case EMPTY_CLOSE_HABIT ->
          share(
              counts.sum(pane, Tally.STARTED_EMPTY),
              "emptyCloses",
              counts.sum(pane, Tally.STARTED),
              "closesStarted",
              settings.emptyCloses(),
              settings.emptyShare(),
              true);
      case POLICY_OFFENDER ->
          share(
              counts.sum(pane, Tally.POLICY),
              "policyCloses",
              counts.sum(pane, Tally.CLOSES),
              "closes",
              settings.policyCloses(),
              settings.policyShare(),
              false);
      case VANISHER ->
          share(
              counts.sum(pane, Tally.VANISHED),
              "endedWithoutClose",
              counts.sum(pane, Tally.SETTLED),
              "closes",
              settings.vanished(),
              settings.vanishedShare(),
              false);
      case POLICY_LOOP ->
          number(
              counts.sum(pane, Tally.POLICY_RETURNS),
              "returns",
              settings.loopReturns(),
              "withinSeconds",
              settings.returnWithin());
      case ILLEGAL_CLOSE ->
          number(counts.sum(pane, Tally.ILLEGAL), "illegalCloses", settings.illegalCloses());
      case PROTOCOL_VIOLATOR ->
          number(
              counts.sum(pane, Tally.VIOLATING),
              "violatingConnections",
              settings.violatingConnections());
      case IGNORES_CLOSE ->
          number(
              counts.sum(pane, Tally.IGNORED),
              "unansweredCloses",
              settings.ignoredCloses(),
              "hadSecondsToAnswer",
              settings.answerTime());
      case RECONNECT_STORM ->
          number(
              counts.sum(pane, Tally.STORM_RETURNS),
              "returns",
              settings.stormReturns() + 1, // has to be passed
              "livedUnderSeconds",
              settings.stormLife());
    };
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

  /** The floor is one of the whole (how many closes there were) or of the part. */
  private @Nullable Map<String, Object> share(
      int part,
      String partName,
      int whole,
      String wholeName,
      int least,
      double share,
      boolean ofWhole) {
    if ((ofWhole ? whole : part) < least || part < share * whole) {
      return null;
    }
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
