package dev.closewatch.proxy.config;

import static dev.closewatch.proxy.config.Section.ENDING;

import java.time.Duration;

/** The part of {@link Settings} that says how open connections are ended. */
final class DrainSettings {
  static final Setting<Duration> DELAY =
      Setting.one(
          ENDING,
          "drain-delay",
          DrainConfig.DELAY,
          DrainConfig.DEFAULTS.delay(),
          config -> config.drain().delay(),
          "After SIGTERM, new connections are still accepted for this long.");
  static final Setting<Duration> TIME =
      Setting.one(
          ENDING,
          "drain-time",
          DrainConfig.TIME,
          DrainConfig.DEFAULTS.time(),
          config -> config.drain().time(),
          "After that delay, open connections are ended within this time in all, each at a moment"
              + " of its own; at once when none is left.");
  static final Setting<Integer> CODE =
      Setting.one(
          ENDING,
          "drain-code",
          DrainConfig.CODE,
          DrainConfig.DEFAULTS.code(),
          config -> config.drain().code(),
          "What clients and service are told then: going away, or service restart.");
  static final Setting<Duration> CLOSE_TIMEOUT =
      Setting.one(
          ENDING,
          "close-timeout",
          Syntax.duration("10ms", "5m"),
          Duration.ofSeconds(5),
          ProxyConfig::closeTimeout,
          "For the answer to a Close that the proxy sent. The end of drain-time is kept for it.");

  private DrainSettings() {}
}
