package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What another configuration changes while the process runs. The rest of it waits for a restart.
 *
 * @param inForce the configuration that holds from now on
 * @param changed names of the settings that have another value in it
 * @param needRestart names of those that stay as they were
 */
public record ConfigChange(ProxyConfig inForce, List<String> changed, List<String> needRestart) {
  private static final Set<Setting<?>> LIVE =
      Set.of(
          Settings.UPSTREAM,
          Settings.TRUSTED_PROXIES,
          Settings.HOST_HEADER,
          Settings.REQUEST_ID_HEADERS,
          Settings.MAX_CONNECTIONS,
          Settings.MAX_HEAD,
          Settings.BUFFER,
          Settings.HANDSHAKE_TIMEOUT,
          Settings.RESPONSE_TIMEOUT,
          GuardSettings.BODY_TIMEOUT,
          Settings.IDLE_TIMEOUT,
          Settings.HALF_CLOSE_TIMEOUT,
          DrainSettings.DELAY,
          DrainSettings.TIME,
          DrainSettings.CODE,
          DrainSettings.CLOSE_TIMEOUT,
          Settings.CAUSES,
          Settings.POLICY_CODES,
          Settings.MEANINGS);

  /** Returns the names of the settings that can change without a restart, in their usual order. */
  public static List<String> live() {
    return Settings.ALL.stream().filter(LIVE::contains).map(Setting::name).toList();
  }

  /**
   * Compares.
   *
   * @param running in force until now
   * @param read complete and without a fault
   */
  public static ConfigChange of(ProxyConfig running, ProxyConfig read) {
    List<String> changed = new ArrayList<>();
    List<String> needRestart = new ArrayList<>();
    SettingValues values = new SettingValues();
    for (Setting<?> setting : Settings.ALL) {
      boolean live = LIVE.contains(setting);
      if (!setting.textIn(read).equals(setting.textIn(running))) {
        (live ? changed : needRestart).add(setting.name());
      }
      values.take(setting, live ? read : running);
    }
    List<RouteConfig> routes = read.routes().routes();
    routes.forEach(route -> values.route(route, ""));
    if (!routes.equals(running.routes().routes())) {
      changed.add(RouteSettings.ROUTES);
    }
    running.adminAccess().given().ifPresent(values::adminToken);
    return new ConfigChange(values.toConfig(), List.copyOf(changed), List.copyOf(needRestart));
  }
}
