package dev.closewatch.proxy.config;

import dev.closewatch.analyzer.policy.OwnReason;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A route as it is configured: which requests take it, and what is behind it.
 *
 * @param name a label: a-z, 0-9, dashes and underscores
 * @param hosts that it takes; any if there are none
 * @param path the beginning of the paths that it takes, without a slash at the end; {@code /} for
 *     any
 * @param upstreams the service's instances, at least one
 * @param causes what the reasons of this service tell of, beside what is known for all routes
 * @param policyCodes likewise, which of its codes mean policy, as they are written
 * @param meanings likewise, what its codes mean
 */
public record RouteConfig(
    String name,
    List<HostPattern> hosts,
    String path,
    List<UpstreamUrl> upstreams,
    List<OwnReason> causes,
    List<String> policyCodes,
    List<CodeMeaning> meanings) {
  /** Keeps copies. */
  public RouteConfig {
    hosts = List.copyOf(hosts);
    upstreams = List.copyOf(upstreams);
    causes = List.copyOf(causes);
    policyCodes = List.copyOf(policyCodes);
    meanings = List.copyOf(meanings);
  }

  /** Returns whether it takes every request that no other route takes. */
  public boolean takesAll() {
    return hosts.isEmpty() && path.equals(PathPrefix.ANY);
  }

  /** Returns its own causes, which win, and behind them those of all routes. */
  public List<OwnReason> causesWith(List<OwnReason> ofAll) {
    return Stream.concat(causes.stream(), ofAll.stream()).toList();
  }

  /** Returns the codes of all routes with its own, which win. */
  public Map<Integer, PolicyCause> policyCodesWith(Map<Integer, PolicyCause> ofAll) {
    return PolicyCodeText.codes(ofAll, policyCodes);
  }

  /** Returns what codes mean on all routes, and behind it what they mean here, which wins. */
  public List<CodeMeaning> meaningsWith(List<CodeMeaning> ofAll) {
    return Stream.concat(ofAll.stream(), meanings.stream()).toList();
  }
}
