package dev.closewatch.proxy.config;

import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.analyzer.policy.OwnReason;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How peers are told apart and judged, and what the closes of the service mean.
 *
 * @param peerBy what a client is told from others by
 * @param cohortHeader the header that says which group of clients one belongs to
 * @param cohorts the groups to show; if none are named, the 20 commonest
 * @param rules from where on a peer is flagged
 * @param topPeers whether metrics name the heaviest peers
 * @param causes what the operator knows of the service's reasons
 * @param policyCodes the codes beside 1008 that mean policy, and the cause of each
 * @param meanings what the service's codes mean, for explanations
 */
public record WatchConfig(
    PeerBy peerBy,
    Optional<String> cohortHeader,
    List<String> cohorts,
    RuleSettings rules,
    boolean topPeers,
    List<OwnReason> causes,
    Map<Integer, PolicyCause> policyCodes,
    List<CodeMeaning> meanings) {
  /** What holds unless configured otherwise. */
  public static final WatchConfig DEFAULTS =
      new WatchConfig(
          PeerBy.ADDRESS,
          Optional.empty(),
          List.of(),
          RuleSettings.DEFAULTS,
          false,
          List.of(),
          PolicyCodes.DEFAULTS,
          List.of());

  /** Keeps copies. */
  public WatchConfig {
    cohorts = List.copyOf(cohorts);
    causes = List.copyOf(causes);
    policyCodes = Map.copyOf(policyCodes);
    meanings = List.copyOf(meanings);
  }
}
