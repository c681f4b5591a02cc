package dev.closewatch.analyzer.peer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A flag that stands, or has been put aside while clients cannot be told apart. */
final class Standing {
  final Instant firstSeen;
  private Instant lastSeen;
  private long lastSeenNanos;
  private long count;
  private int part;
  private int whole;
  private @Nullable Details details; // null if too many peers were flagged
  private boolean told;

  /**
   * Raised with an offence.
   *
   * @param part offences within the window
   * @param whole what they are a share of, or 0
   */
  Standing(int part, int whole, @Nullable Details details, Instant at, long atNanos) {
    firstSeen = at;
    lastSeen = at;
    lastSeenNanos = atNanos;
    count = part;
    this.part = part;
    this.whole = whole;
    this.details = details;
  }

  /** The rule fires by these figures anew. */
  void figures(int newPart, int newWhole) {
    part = newPart;
    whole = newWhole;
  }

  /** One more offence. */
  void again(Details newDetails, Instant at, long atNanos) {
    count++;
    if (atNanos - lastSeenNanos >= 0) { // event loops may tell slightly out of order
      details = details == null ? null : newDetails;
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

  Instant lastSeen() {
    return lastSeen;
  }

  long count() {
    return count;
  }

  /** Returns the offences within the window when the rule last fired. */
  int part() {
    return part;
  }

  /** Returns what they were a share of. */
  int whole() {
    return whole;
  }

  @Nullable Details details() {
    return details;
  }
}
