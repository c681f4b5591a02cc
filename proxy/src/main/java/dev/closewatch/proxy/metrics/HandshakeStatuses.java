package dev.closewatch.proxy.metrics;

import dev.closewatch.proxy.observe.HandshakeOutcome;
import java.util.List;
import java.util.Set;

/** Which statuses each outcome of a handshake can have as a label: a closed set. */
final class HandshakeStatuses {
  static final String UPGRADED = "101";
  private static final String NOT_FOUND = "404";
  private static final String NONE = "none";
  private static final String OTHER = "other";

  /** What an upstream may answer; every other status of its choice is one word. */
  private static final List<String> REFUSALS =
      List.of("400", "401", "403", "404", "408", "426", "429", "500", "502", "503", "504", OTHER);

  private HandshakeStatuses() {}

  /** Returns the statuses that belong to an outcome: those that the proxy gives, or relays. */
  static List<String> expected(HandshakeOutcome outcome) {
    return switch (outcome) {
      case UPGRADED -> List.of(UPGRADED);
      case REFUSED -> REFUSALS;
      case UNREACHABLE, BAD_RESPONSE -> List.of("502");
      case TIMEOUT -> List.of("504");
      case BAD_REQUEST -> List.of("400", "408", OTHER);
      case OVER_LIMIT -> List.of("429", "503");
      case CLIENT_GONE -> List.of(NONE);
    };
  }

  /**
   * Returns the further labels that an outcome can have: a client that left, a status unforeseen,
   * and what no route takes, which is counted under one route alone.
   */
  static List<String> unexpected(HandshakeOutcome outcome) {
    Set<String> expected = Set.copyOf(expected(outcome));
    List<String> further =
        outcome == HandshakeOutcome.BAD_REQUEST
            ? List.of(NOT_FOUND, OTHER, NONE)
            : List.of(OTHER, NONE);
    return further.stream().filter(status -> !expected.contains(status)).toList();
  }

  /** Returns the label of a status under an outcome; 0 for no status. */
  static String label(HandshakeOutcome outcome, int status) {
    String label = status == 0 ? NONE : Integer.toString(status);
    boolean known = expected(outcome).contains(label) || unexpected(outcome).contains(label);
    return known || label.equals(NONE) ? label : OTHER;
  }
}
