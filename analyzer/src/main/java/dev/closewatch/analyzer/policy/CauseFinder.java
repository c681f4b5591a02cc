package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.policy.ReasonWords.Telling;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.Map;
import java.util.Set;

/**
 * Says which closes of a route are policy closes, and why each of them happened; and what the
 * operator calls the codes of its service.
 *
 * <p>The reason outranks the code, and the code outranks the traffic:
 *
 * <pre>
 *   words of the reason tell a cause ----------------> basis reason
 *     | no
 *   the code is mapped to a cause -------------------> basis code
 *     | no
 *   traffic of the offender: rate, content or auth --> basis traffic
 *     | none holds
 *   unknown -----------------------------------------> basis none
 * </pre>
 *
 * <p>Immutable, and safe to share.
 */
public final class CauseFinder {
  private final ReasonWords words;
  private final Map<Integer, PolicyCause> codes;
  private final Map<Integer, String> meanings;

  /**
   * Creates a finder for one route.
   *
   * @param words the phrases, with the operator's own
   * @param codes which codes beside 1008 mean policy, and their cause; unknown if they tell none
   * @param meanings what codes mean in this service, in its operator's words
   * @throws IllegalArgumentException if a legal Close cannot carry one of the codes
   */
  public CauseFinder(
      ReasonWords words, Map<Integer, PolicyCause> codes, Map<Integer, String> meanings) {
    this.words = words;
    this.codes = Map.copyOf(codes);
    this.meanings = Map.copyOf(meanings);
    checkLegal(codes.keySet());
    checkLegal(meanings.keySet());
  }

  /** Creates a finder for a service whose codes mean what they mean everywhere. */
  public CauseFinder(ReasonWords words, Map<Integer, PolicyCause> codes) {
    this(words, codes, Map.of());
  }

  private static void checkLegal(Set<Integer> codes) {
    for (int code : codes) {
      if (!CloseCodes.kindOnWire(code).legal()) {
        throw new IllegalArgumentException("no legal Close has the code " + code);
      }
    }
  }

  /** Returns what the code of the Close that began an end means here; "" if nothing is known. */
  public String meaning(Close end) {
    return end.legal() ? meanings.getOrDefault(end.code(), "") : "";
  }

  /**
   * Returns whether a side closed on the other for its policy: with 1008 or a mapped code. A
   * malformed Close is none, whatever its first bytes say.
   */
  public boolean isPolicyClose(Initiator initiator, Close end) {
    return switch (initiator) {
      case CLIENT, SERVICE ->
          end.kind() == CloseKind.POLICY || (end.legal() && codes.containsKey(end.code()));
      case NONE, PROXY, UNKNOWN -> false;
    };
  }

  /**
   * Returns why a policy close happened.
   *
   * @param end the Close that began it
   * @param closedOn the side that the other one closed on
   * @param offender the traffic of that side, when that Close was read
   */
  public PolicyVerdict verdict(Close end, Sender closedOn, TrafficSample offender) {
    Telling telling = words.find(end.reason());
    if (telling != null) {
      return verdict(telling.cause(), CauseBasis.REASON, telling.matched(), offender);
    }
    PolicyCause byCode = codes.getOrDefault(end.code(), PolicyCause.UNKNOWN);
    if (byCode != PolicyCause.UNKNOWN) {
      return verdict(byCode, CauseBasis.CODE, Integer.toString(end.code()), offender);
    }
    PolicyCause byTraffic = TrafficRules.cause(closedOn, offender);
    CauseBasis basis = byTraffic == PolicyCause.UNKNOWN ? CauseBasis.NONE : CauseBasis.TRAFFIC;
    return verdict(byTraffic, basis, "", offender);
  }

  private static PolicyVerdict verdict(
      PolicyCause cause, CauseBasis basis, String matched, TrafficSample offender) {
    return new PolicyVerdict(
        cause,
        basis,
        new PolicyVerdict.Evidence(
            matched,
            offender.messages1s(),
            offender.messages10s(),
            offender.ageNanos(),
            offender.sinceLastNanos()));
  }
}
