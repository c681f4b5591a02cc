package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.PolicyCause;

/** Why one side closed on the other for its policy, and what follows from each cause. */
final class PolicyEnd {
  private PolicyEnd() {}

  /**
   * Returns who did what, and the next step.
   *
   * @param hasReason whether a reason can be quoted
   * @param draft its gaps for the sides, the code and the reason are filled
   */
  static Told told(PolicyVerdict verdict, boolean hasReason, Draft draft) {
    PolicyCause cause = verdict.cause();
    if (cause == PolicyCause.UNKNOWN || verdict.basis() == CauseBasis.NONE) {
      return untold(hasReason, draft);
    }
    draft.put("cause", draft.text(cause(cause)));
    return new Told(draft.text(what(verdict, draft)), draft.text(step(cause)));
  }

  static Told untold(boolean hasReason, Draft draft) {
    return hasReason
        ? new Told(draft.text(Phrase.POLICY_UNREAD), draft.text(Phrase.DO_READ_REASON))
        : new Told(draft.text(Phrase.POLICY_UNTOLD), draft.text(Phrase.DO_NAME_POLICY));
  }

  private static Phrase what(PolicyVerdict verdict, Draft draft) {
    return switch (verdict.basis()) {
      case REASON, NONE -> Phrase.POLICY_REASON;
      case CODE -> Phrase.POLICY_CODE;
      case TRAFFIC -> byTraffic(verdict, draft);
    };
  }

  private static Phrase byTraffic(PolicyVerdict verdict, Draft draft) {
    PolicyVerdict.Evidence evidence = verdict.evidence();
    Long sinceLast = evidence.sinceLastMessageNanos();
    if (verdict.cause() == PolicyCause.RATE) {
      draft.put("number", evidence.messages1s());
      return Phrase.POLICY_RATE;
    }
    if (verdict.cause() == PolicyCause.CONTENT && sinceLast != null) {
      draft.putSeconds("number", sinceLast);
      return Phrase.POLICY_CONTENT;
    }
    draft.putSeconds("number", evidence.ageNanos());
    return Phrase.POLICY_AUTH;
  }

  private static Phrase cause(PolicyCause cause) {
    return switch (cause) {
      case RATE -> Phrase.CAUSE_RATE;
      case AUTH, UNKNOWN -> Phrase.CAUSE_AUTH;
      case ORIGIN -> Phrase.CAUSE_ORIGIN;
      case REQUEST -> Phrase.CAUSE_REQUEST;
      case CONTENT -> Phrase.CAUSE_CONTENT;
      case SIZE -> Phrase.CAUSE_SIZE;
      case SLOW_CONSUMER -> Phrase.CAUSE_SLOW_CONSUMER;
      case QUOTA -> Phrase.CAUSE_QUOTA;
      case CAPACITY -> Phrase.CAUSE_CAPACITY;
      case CONFLICT -> Phrase.CAUSE_CONFLICT;
      case TIMEOUT -> Phrase.CAUSE_TIMEOUT;
      case BANNED -> Phrase.CAUSE_BANNED;
      case OUTDATED -> Phrase.CAUSE_OUTDATED;
    };
  }

  private static Phrase step(PolicyCause cause) {
    return switch (cause) {
      case RATE -> Phrase.DO_RATE;
      case AUTH -> Phrase.DO_AUTH;
      case ORIGIN -> Phrase.DO_ORIGIN;
      case REQUEST -> Phrase.DO_REQUEST;
      case CONTENT -> Phrase.DO_CONTENT;
      case SIZE -> Phrase.DO_SIZE;
      case SLOW_CONSUMER -> Phrase.DO_SLOW_CONSUMER;
      case QUOTA -> Phrase.DO_QUOTA;
      case CAPACITY -> Phrase.DO_CAPACITY;
      case CONFLICT -> Phrase.DO_CONFLICT;
      case TIMEOUT -> Phrase.DO_TIMEOUT;
      case BANNED -> Phrase.DO_BANNED;
      case OUTDATED -> Phrase.DO_OUTDATED;
      case UNKNOWN -> Phrase.DO_NAME_POLICY;
    };
  }
}
