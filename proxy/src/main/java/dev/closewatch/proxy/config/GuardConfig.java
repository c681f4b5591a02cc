package dev.closewatch.proxy.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What guards the relay, and those whom it serves, against who connects and against too much.
 *
 * @param proxyProtocol whether trusted proxies say in a header of the PROXY protocol who connects
 * @param perPeer how many connections one peer may have at once
 * @param bodyTimeout within which a body has to make progress
 * @param shedding whether work is left undone when there is too much of it
 */
public record GuardConfig(
    boolean proxyProtocol,
    Optional<Integer> perPeer,
    Optional<Duration> bodyTimeout,
    boolean shedding) {
  /** What holds unless configured otherwise. */
  public static final GuardConfig DEFAULTS =
      new GuardConfig(false, Optional.empty(), Optional.of(Duration.ofSeconds(60)), true);

  /** Adds to the faults what cannot be, and where. */
  void check(List<Cidr> trustedProxies, String where, List<Fault> faults) {
    if (proxyProtocol && trustedProxies.isEmpty()) {
      String remedy = "; --trusted-proxies says who may";
      faults.add(new Fault(where, "nobody may send a PROXY protocol header" + remedy));
    }
  }
}
