package dev.closewatch.proxy.config;

import dev.closewatch.analyzer.peer.RuleSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the thresholds of the rules are written: {@code vanisher.closes=10}. */
final class RuleText {
  private static final Syntax<Integer> COUNT = Syntax.number("N", 1, 60_000);
  private static final Syntax<Double> SHARE = Syntax.decimal("SHARE", "0", "1");
  private static final Syntax<Duration> TIME = Syntax.duration("1s", "1h");

  private static final String WINDOW = "window";
  private static final String EXPIRY = "expiry";
  private static final String MAX_PEERS = "max-peers";
  private static final String SHARED_AGENTS = "shared.user-agents";
  private static final String SHARED_OPEN = "shared.connections";
  private static final String EMPTY = "empty_close_habit.closes";
  private static final String EMPTY_SHARE = "empty_close_habit.share";
  private static final String POLICY = "policy_offender.closes";
  private static final String POLICY_SHARE = "policy_offender.share";
  private static final String LOOP = "policy_loop.returns";
  private static final String LOOP_WITHIN = "policy_loop.within";
  private static final String ILLEGAL = "illegal_close.closes";
  private static final String VIOLATOR = "protocol_violator.connections";
  private static final String VANISHER = "vanisher.connections";
  private static final String VANISHER_SHARE = "vanisher.share";
  private static final String IGNORES = "ignores_close.closes";
  private static final String IGNORES_AFTER = "ignores_close.after";
  private static final String STORM = "reconnect_storm.returns";
  private static final String STORM_LIFE = "reconnect_storm.life";

  static final NamedValues<Object> VALUES = values();

  private RuleText() {}

  private static NamedValues<Object> values() {
    LinkedHashMap<String, Syntax<? extends Object>> all = new LinkedHashMap<>();
    all.put(WINDOW, Syntax.duration("15s", "1h"));
    all.put(EXPIRY, Syntax.duration("1s", "168h"));
    all.put(MAX_PEERS, Syntax.number("N", 100, 10_000_000));
    all.put(SHARED_AGENTS, Syntax.number("N", 2, 100));
    all.put(SHARED_OPEN, COUNT);
    all.put(EMPTY, COUNT);
    all.put(EMPTY_SHARE, SHARE);
    all.put(POLICY, COUNT);
    all.put(POLICY_SHARE, SHARE);
    all.put(LOOP, COUNT);
    all.put(LOOP_WITHIN, Syntax.duration("1s", "60s")); // openings are remembered for so long
    all.put(ILLEGAL, COUNT);
    all.put(VIOLATOR, COUNT);
    all.put(VANISHER, COUNT);
    all.put(VANISHER_SHARE, SHARE);
    all.put(IGNORES, COUNT);
    all.put(IGNORES_AFTER, TIME);
    all.put(STORM, COUNT);
    all.put(STORM_LIFE, Syntax.duration("1s", "30s"));
    return new NamedValues<>("NAME=VALUE", "thresholds by name", all);
  }

  /** Returns the defaults with what was given. */
  static RuleSettings settings(Map<String, Object> given) {
    Map<String, Object> all = new LinkedHashMap<>(values(RuleSettings.DEFAULTS));
    all.putAll(given);
    return new RuleSettings(
        (Integer) of(all, MAX_PEERS),
        (Duration) of(all, WINDOW),
        (Duration) of(all, EXPIRY),
        (Integer) of(all, EMPTY),
        (Double) of(all, EMPTY_SHARE),
        (Integer) of(all, POLICY),
        (Double) of(all, POLICY_SHARE),
        (Integer) of(all, LOOP),
        (Duration) of(all, LOOP_WITHIN),
        (Integer) of(all, ILLEGAL),
        (Integer) of(all, VIOLATOR),
        (Integer) of(all, VANISHER),
        (Double) of(all, VANISHER_SHARE),
        (Integer) of(all, IGNORES),
        (Duration) of(all, IGNORES_AFTER),
        (Integer) of(all, STORM),
        (Duration) of(all, STORM_LIFE),
        (Integer) of(all, SHARED_AGENTS),
        (Integer) of(all, SHARED_OPEN));
  }

  private static Object of(Map<String, Object> all, String name) {
    Object value = all.get(name);
    if (value == null) {
      throw new IllegalStateException("no value for " + name);
    }
    return value;
  }

  /** Returns every threshold by its name. */
  static Map<String, Object> values(RuleSettings settings) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(WINDOW, settings.window());
    all.put(EXPIRY, settings.expiry());
    all.put(MAX_PEERS, settings.maxPeers());
    all.put(SHARED_AGENTS, settings.sharedUserAgents());
    all.put(SHARED_OPEN, settings.sharedOpen());
    all.put(EMPTY, settings.emptyCloses());
    all.put(EMPTY_SHARE, settings.emptyShare());
    all.put(POLICY, settings.policyCloses());
    all.put(POLICY_SHARE, settings.policyShare());
    all.put(LOOP, settings.loopReturns());
    all.put(LOOP_WITHIN, settings.returnWithin());
    all.put(ILLEGAL, settings.illegalCloses());
    all.put(VIOLATOR, settings.violatingConnections());
    all.put(VANISHER, settings.vanished());
    all.put(VANISHER_SHARE, settings.vanishedShare());
    all.put(IGNORES, settings.ignoredCloses());
    all.put(IGNORES_AFTER, settings.answerTime());
    all.put(STORM, settings.stormReturns());
    all.put(STORM_LIFE, settings.stormLife());
    return all;
  }

  /** Returns those that are not the default. */
  static Map<String, Object> changed(RuleSettings settings) {
    Map<String, Object> changed = new LinkedHashMap<>(values(settings));
    changed.entrySet().removeAll(values(RuleSettings.DEFAULTS).entrySet());
    return changed;
  }
}
