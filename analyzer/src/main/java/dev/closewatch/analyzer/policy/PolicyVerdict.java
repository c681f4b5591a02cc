package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Why a policy close happened, as far as it can be told.
 *
 * @param cause the cause; unknown where the basis is none
 * @param basis what it was told by
 * @param evidence what there was to tell it by
 */
public record PolicyVerdict(PolicyCause cause, CauseBasis basis, Evidence evidence) {
  /** Returns the same with what others may see of a text from the wire. */
  public PolicyVerdict shownAs(UnaryOperator<String> text) {
    Evidence shown =
        new Evidence(
            basis == CauseBasis.REASON ? text.apply(evidence.matched()) : evidence.matched(),
            evidence.messages1s(),
            evidence.messages10s(),
            evidence.ageNanos(),
            evidence.sinceLastMessageNanos());
    return new PolicyVerdict(cause, basis, shown);
  }

  /**
   * What a verdict rests on; the traffic is that of the offender when the Close was read.
   *
   * @param matched the words of the reason, untrusted text, or the code, that told it; else ""
   * @param messages1s messages of the last second
   * @param messages10s messages of the last ten seconds
   * @param ageNanos since the opening
   * @param sinceLastMessageNanos since the last message, or null if there was none
   */
  public record Evidence(
      String matched,
      long messages1s,
      long messages10s,
      long ageNanos,
      @Nullable Long sinceLastMessageNanos) {}
}
