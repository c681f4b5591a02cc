package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.Rule;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flag that stands, or has been put aside while clients cannot be told apart. */
final class Standing {
  private final Instant firstSeen;
  private Instant lastSeen;
  private long lastSeenNanos;
  private long count;
  private Map<String, Object> figures;
  private Map<String, Object> details;
  private boolean told;

  Standing(
      long count,
      Map<String, Object> figures,
      Map<String, Object> details,
      Instant at,
      long atNanos) {
    this.count = count;
    this.figures = figures;
    this.details = details;
    firstSeen = at;
    lastSeen = at;
    lastSeenNanos = atNanos;
  }

  /**
   * One more offence.
   *
   * @param newFigures of the window, or null where the rule would not fire by them: then the ones
   *     that it did fire by stay
   */
  void again(
      @Nullable Map<String, Object> newFigures,
      Map<String, Object> newDetails,
      Instant at,
      long atNanos) {
    count++;
    if (newFigures != null) {
      figures = newFigures;
    }
    if (atNanos - lastSeenNanos >= 0) { // event loops may tell slightly out of order
      details = newDetails;
      lastSeen = at;
      lastSeenNanos = atNanos;
    }
  }

  /** Returns whether its last offence was before that moment. */
  boolean lastBefore(long nanos) {
    return lastSeenNanos - nanos < 0;
  }

  /** Returns true the first time it is asked. */
  boolean tellOnce() {
    boolean first = !told;
    told = true;
    return first;
  }

  Flag flag(Rule rule) {
    Map<String, Object> evidence = new LinkedHashMap<>(figures);
    evidence.putAll(details);
    return new Flag(rule, firstSeen, lastSeen, count, evidence);
  }
}
