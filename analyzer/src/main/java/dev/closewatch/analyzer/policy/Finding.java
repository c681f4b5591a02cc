package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import org.jspecify.annotations.Nullable;

/**
 * A phrase found in a text.
 *
 * @param length twice the letters that it matched, less the letters that its gaps skipped: of two
 *     phrases that match as much, the one that stands together tells more
 * @param first index of its first word in the {@link Query}
 * @param last index of its last word there
 */
record Finding(PolicyCause cause, int length, int first, int last) {
  /** The longest wins, and a tie goes by the causes. */
  boolean beats(@Nullable Finding other) {
    if (other == null || length != other.length) {
      return other == null || length > other.length;
    }
    return isStronger(cause, other.cause);
  }

  /**
   * Of two causes the first is the stronger one. But "unknown" is no cause here: it was put down to
   * keep others from winning.
   */
  static boolean isStronger(PolicyCause cause, PolicyCause other) {
    if (cause == PolicyCause.UNKNOWN || other == PolicyCause.UNKNOWN) {
      return other != PolicyCause.UNKNOWN;
    }
    return cause.compareTo(other) < 0;
  }
}
