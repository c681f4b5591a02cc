package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Sender;

/**
 * What the offender's traffic alone suggests: the first rule that holds, and mostly none. A guess
 * from the outside, which is why its verdicts are shown and never alerted on.
 */
final class TrafficRules {
  /** The slowest limits of known services are at 5 to 10 messages a second. */
  private static final long RATE_FLOOR = 10;

  /** A connection with no past to compare with may well begin with a burst of subscriptions. */
  private static final long RATE_FLOOR_WITHOUT_PAST = 30;

  private static final int TIMES_AVERAGE = 5;
  private static final long PAST_NANOS = 2 * TrafficShape.SECOND_NANOS;
  private static final long CONTENT_NANOS = TrafficShape.SECOND_NANOS;
  private static final long YOUNG_NANOS = 5 * TrafficShape.SECOND_NANOS;
  private static final long FIRST_MESSAGES = 3;

  private TrafficRules() {}

  /**
   * Returns the cause, or {@link PolicyCause#UNKNOWN}.
   *
   * @param side that was closed on: only a client has to say who it is
   */
  static PolicyCause cause(Sender side, TrafficSample offender) {
    if (isBurst(offender)) {
      return PolicyCause.RATE;
    }
    Long sinceLast = offender.sinceLastNanos();
    if (sinceLast != null && sinceLast < CONTENT_NANOS && offender.ageNanos() > YOUNG_NANOS) {
      return PolicyCause.CONTENT;
    }
    if (side == Sender.CLIENT
        && offender.ageNanos() < YOUNG_NANOS
        && offender.messages() <= FIRST_MESSAGES) {
      return PolicyCause.AUTH;
    }
    return PolicyCause.UNKNOWN;
  }

  /** The last second is far above the connection's own average, and above a floor. */
  private static boolean isBurst(TrafficSample offender) {
    long floor = offender.ageNanos() < PAST_NANOS ? RATE_FLOOR_WITHOUT_PAST : RATE_FLOOR;
    return offender.messages1s() >= floor
        && offender.messages1s() >= TIMES_AVERAGE * offender.averageBefore();
  }
}
