package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The settings that environment variables give. */
final class Environment {
  static final String PREFIX = "CLOSEWATCH_";

  /** Names the file, as {@code --config} does. */
  static final String CONFIG = variable("config");

  private Environment() {}

  /** Returns the variable for the name of a setting. */
  static String variable(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** An empty variable counts as none: that is what a container file makes of a missing one. */
  static void read(Map<String, String> environment, SettingValues values, List<Fault> faults) {
    for (Setting<?> setting : Settings.ALL) {
      String text = environment.getOrDefault(setting.variable(), "");
      if (!text.isBlank()) {
        values.read(setting, List.of(new Given(text.strip(), setting.variable())), faults);
      }
    }
    AdminAccess.given(environment.getOrDefault(AdminAccess.VARIABLE, ""), faults)
        .ifPresent(values::adminToken);
    String routes = variable(RouteSettings.ROUTES);
    if (!environment.getOrDefault(routes, "").isBlank()) {
      faults.add(new Fault(routes, RouteSettings.FILE_ONLY));
    }
    addMistyped(environment, faults);
  }

  /**
   * A variable is a fault only if it is nearly one of ours. Others belong to somebody: Kubernetes
   * makes CLOSEWATCH_SERVICE_HOST and CLOSEWATCH_PORT for a service called closewatch.
   */
  private static void addMistyped(Map<String, String> environment, List<Fault> faults) {
    List<String> ours =
        new ArrayList<>(
            List.of("admin-token", "config", "debug", "java-opts", RouteSettings.ROUTES));
    Settings.ALL.forEach(setting -> ours.add(setting.name()));
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (!variable.startsWith(PREFIX)) {
        continue;
      }
      Closest.to(variable.substring(PREFIX.length()), ours)
          .map(Environment::variable)
          .filter(closest -> !closest.equals(variable))
          .ifPresent(
              closest ->
                  faults.add(
                      new Fault(variable, "is not a setting; did you mean " + closest + "?")));
    }
  }
}
