package dev.closewatch.proxy.config;

import static dev.closewatch.proxy.config.Section.LIMITS;
import static dev.closewatch.proxy.config.Section.REQUESTS;
import static dev.closewatch.proxy.config.Section.SYSTEM;
import static dev.closewatch.proxy.config.Section.TIMEOUTS;

import java.time.Duration;
import java.util.Optional;

/** The part of {@link Settings} that guards the relay against who connects and against too much. */
final class GuardSettings {
  static final Setting<OnOff> PROXY_PROTOCOL =
      Setting.one(
          REQUESTS,
          "proxy-protocol",
          Syntax.choice(OnOff.class),
          OnOff.OFF,
          config -> config.guards().proxyProtocol() ? OnOff.ON : OnOff.OFF,
          "Whether trusted proxies begin each connection with a header of the PROXY protocol, v1 or"
              + " v2, that says who the client is. Then they have to; of others it is refused.");
  static final Setting<Optional<Integer>> MAX_CONNECTIONS_PER_PEER =
      Setting.one(
          LIMITS,
          "max-connections-per-peer",
          Syntax.orOff(Syntax.number("N", 1, 10_000_000)),
          GuardConfig.DEFAULTS.perPeer(),
          config -> config.guards().perPeer(),
          "WebSocket connections, and handshakes under way, of one peer, as --peer-by tells peers"
              + " apart; one more is answered 429.");
  static final Setting<Optional<Duration>> BODY_TIMEOUT =
      Setting.one(
          TIMEOUTS,
          "body-timeout",
          Syntax.orOff(Syntax.duration("1s", "1h")),
          GuardConfig.DEFAULTS.bodyTimeout(),
          config -> config.guards().bodyTimeout(),
          "Of a plain request's body 4KiB have to come in each such time, else 408; of an answer as"
              + " many have to be taken by the client, else it is disconnected.");
  static final Setting<OnOff> SHEDDING =
      Setting.one(
          SYSTEM,
          "shedding",
          Syntax.choice(OnOff.class),
          OnOff.ON,
          config -> config.guards().shedding() ? OnOff.ON : OnOff.OFF,
          "Whether the proxy leaves work undone, step by step, when it cannot do all of it; what is"
              + " open is relayed always. See operations.md.");

  private GuardSettings() {}

  static GuardConfig of(SettingValues values) {
    return new GuardConfig(
        values.get(PROXY_PROTOCOL) == OnOff.ON,
        values.get(MAX_CONNECTIONS_PER_PEER),
        values.get(BODY_TIMEOUT),
        values.get(SHEDDING) == OnOff.ON);
  }
}
