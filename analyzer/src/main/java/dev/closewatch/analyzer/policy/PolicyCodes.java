package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.Map;

/**
 * Codes beside 1008 that mean "policy". 4000-4999 are each service's own, so these are customs that
 * a route can change.
 */
public final class PolicyCodes {
  /** After the HTTP statuses 401, 403 and 429: what most services mean by them. */
  public static final Map<Integer, PolicyCause> DEFAULTS =
      Map.of(4401, PolicyCause.AUTH, 4403, PolicyCause.AUTH, 4429, PolicyCause.RATE);

  /**
   * The IANA registry's Unauthorized, Forbidden and Timeout; not by default, since Centrifugo gives
   * 3000 and 3008 other meanings.
   */
  public static final Map<Integer, PolicyCause> IANA =
      Map.of(3000, PolicyCause.AUTH, 3003, PolicyCause.AUTH, 3008, PolicyCause.TIMEOUT);

  private PolicyCodes() {}
}
