package dev.closewatch.proxy.config;

import dev.closewatch.analyzer.policy.PolicyCodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of all settings: what was given, else the defaults. */
final class SettingValues {
  private final Map<Setting<?>, Object> values = new HashMap<>();
  private final Map<Setting<?>, String> places = new HashMap<>();
  private final List<RouteConfig> routes = new ArrayList<>();
  private final Map<RouteConfig, String> routePlaces = new HashMap<>();
  private boolean routesGiven;
  private @Nullable AdminTokens adminToken;

  /** Reads what was given; it replaces what an earlier source gave for the same setting. */
  <T> void read(Setting<T> setting, List<Given> given, List<Fault> faults) {
    places.put(setting, given.isEmpty() ? "" : given.get(0).where());
    setting.read(given, faults).ifPresent(value -> values.put(setting, value));
  }

  /** Takes the value that a configuration has. */
  <T> void take(Setting<T> setting, ProxyConfig from) {
    values.put(setting, setting.in(from));
  }

  /** Takes the token of the environment, which is no setting: it must stand nowhere else. */
  void adminToken(AdminTokens token) {
    adminToken = token;
  }

  @SuppressWarnings("unchecked") // read() puts in what the setting's own reader made
  <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? setting.byDefault() : (T) value;
  }

  /** Returns where a value was given last, readable or not, or nothing if nowhere. */
  Optional<String> where(Setting<?> setting) {
    return Optional.ofNullable(places.get(setting));
  }

  /** Returns where a value was given last, or its name if nowhere. */
  String place(Setting<?> setting) {
    return where(setting).orElse(setting.name());
  }

  /** Returns whether a value was given that cannot be read. */
  boolean unreadable(Setting<?> setting) {
    return places.containsKey(setting) && !values.containsKey(setting);
  }

  /** Returns a value in its canonical form, "" for nothing. */
  <T> String textOf(Setting<T> setting) {
    return setting.text(get(setting));
  }

  /** There are routes, whether any of them can be read or not. */
  void routesBegin() {
    routesGiven = true;
  }

  /** Takes a route, with the line where it begins. */
  void route(RouteConfig route, String where) {
    routes.add(route);
    routePlaces.put(route, where);
  }

  boolean routesGiven() {
    return routesGiven;
  }

  List<RouteConfig> routes() {
    return List.copyOf(routes);
  }

  /** Returns where a route begins. */
  String where(RouteConfig route) {
    return routePlaces.getOrDefault(route, "");
  }

  private WatchConfig toWatchConfig() {
    return new WatchConfig(
        get(Settings.PEER_BY),
        get(Settings.COHORT),
        get(Settings.COHORTS),
        RuleText.settings(get(Settings.RULES)),
        get(Settings.TOP_PEERS) == OnOff.ON,
        get(Settings.CAUSES),
        PolicyCodeText.codes(PolicyCodes.DEFAULTS, get(Settings.POLICY_CODES)),
        get(Settings.MEANINGS));
  }

  ProxyConfig toConfig() {
    return new ProxyConfig(
        get(Settings.LISTEN),
        get(HandOverSettings.REUSE_PORT) == OnOff.ON,
        get(Settings.ADMIN),
        new RoutesConfig(get(Settings.UPSTREAM), routes, get(UpstreamSettings.DNS_SERVERS)),
        toDrainConfig(),
        get(DrainSettings.CLOSE_TIMEOUT),
        get(Settings.HANDSHAKE_TIMEOUT),
        get(Settings.CONNECT_TIMEOUT),
        get(Settings.RESPONSE_TIMEOUT),
        get(Settings.IDLE_TIMEOUT).orElse(null),
        get(Settings.HALF_CLOSE_TIMEOUT),
        get(Settings.TCP_KEEPALIVE),
        get(Settings.MAX_CONNECTIONS),
        get(Settings.MAX_HEAD),
        get(Settings.BUFFER),
        get(Settings.TRUSTED_PROXIES),
        get(Settings.HOST_HEADER),
        get(Settings.REQUEST_ID_HEADERS),
        Set.copyOf(get(Settings.CODES)),
        get(Settings.TRANSPORT),
        get(Settings.WARMUP).orElse(null),
        toWatchConfig(),
        toEventsConfig(),
        adminAccess(),
        toPrivacyConfig(),
        GuardSettings.of(this),
        toTlsConfig());
  }

  private DrainConfig toDrainConfig() {
    return new DrainConfig(
        get(DrainSettings.DELAY), get(DrainSettings.TIME), get(DrainSettings.CODE));
  }

  AdminAccess adminAccess() {
    return new AdminAccess(
        get(AdminSettings.TOKEN_FILE),
        get(AdminSettings.AUTH),
        get(AdminSettings.HOSTS),
        Optional.ofNullable(adminToken));
  }

  PrivacyConfig toPrivacyConfig() {
    return new PrivacyConfig(
        get(PrivacySettings.MODE),
        get(PrivacySettings.KEY_FILE),
        get(PrivacySettings.PATH_PATTERN),
        get(PrivacySettings.PATH_UNMATCHED),
        get(PrivacySettings.SCRUB_REASONS) == OnOff.ON);
  }

  TlsConfig toTlsConfig() {
    return new TlsConfig(
        get(TlsSettings.CERT),
        get(TlsSettings.KEY),
        get(TlsSettings.UPSTREAM_CA),
        get(TlsSettings.UPSTREAM_CERT),
        get(TlsSettings.UPSTREAM_KEY),
        get(TlsSettings.UPSTREAM_VERIFY) == OnOff.ON);
  }

  private EventsConfig toEventsConfig() {
    return new EventsConfig(
        get(Settings.EVENTS_TARGET).orElse(null),
        get(Settings.EVENTS_MAX_SIZE),
        get(Settings.EVENTS_KEEP),
        get(Settings.EVENTS_RETENTION).orElse(null),
        get(Settings.EVENTS_SAMPLE));
  }
}
