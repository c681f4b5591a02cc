package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one configuration of all that is said about it: the command line wins, then the
 * environment, then the file, then the defaults. Every fault of every source is found, also in a
 * value that another source replaces.
 */
public final class ConfigReader {
  /** The option that names the file; it cannot stand in the file itself. */
  public static final String FILE_OPTION = "config";

  /** The option that does not exist: routes stand in the file only. */
  public static final String ROUTES_OPTION = RouteSettings.ROUTES;

  private ConfigReader() {}

  /** What came of reading. */
  public sealed interface Result {}

  /** A configuration without a fault. */
  public record Valid(ProxyConfig config) implements Result {}

  /** At least one fault: in order the options', the variables', the file's, by line. */
  public record Invalid(List<Fault> faults) implements Result {}

  /**
   * Reads all sources.
   *
   * @param options the values of each option, by its name without dashes
   * @param environment all variables, of which only those that begin with CLOSEWATCH_ matter
   */
  public static Result read(Map<String, List<String>> options, Map<String, String> environment) {
    SettingValues values = new SettingValues();
    List<Fault> inFile = new ArrayList<>();
    Optional<String> file = file(options, environment);
    boolean complete = file.isEmpty() || ConfigFile.read(file.get(), values, inFile);

    List<Fault> inVariables = new ArrayList<>();
    Environment.read(environment, values, inVariables);

    List<Fault> faults = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      List<String> texts = options.getOrDefault(setting.name(), List.of());
      if (!texts.isEmpty()) {
        values.read(
            setting,
            texts.stream().map(text -> new Given(text, setting.option())).toList(),
            faults);
      }
    }
    if (!options.getOrDefault(ROUTES_OPTION, List.of()).isEmpty()) {
      faults.add(new Fault("--" + ROUTES_OPTION, RouteSettings.FILE_ONLY));
    }
    faults.addAll(inVariables);
    faults.addAll(inFile);
    String remedy =
        "say where the service is, by --upstream URL, "
            + Settings.UPSTREAM.variable()
            + " or upstream in the file";
    if (complete) {
      String admin = values.where(Settings.ADMIN).orElse(Settings.ADMIN.option());
      values.adminAccess().check(values.get(Settings.ADMIN), admin, faults);
      values.toPrivacyConfig().check(faults);
      values.toTlsConfig().checkFiles(values::place, faults);
    }
    return result(values, faults, complete, new Fault("", "no upstream: " + remedy));
  }

  /**
   * Reads one file and nothing else, so that the answer is the same on every machine: tokens and
   * keys need not be there.
   */
  public static Result readFile(String file) {
    SettingValues values = new SettingValues();
    List<Fault> faults = new ArrayList<>();
    boolean complete = ConfigFile.read(file, values, faults);
    Fault noUpstream = new Fault(file, "no upstream: say where the service is, by upstream: URL");
    return result(values, faults, complete, noUpstream);
  }

  static Optional<String> file(Map<String, List<String>> options, Map<String, String> environment) {
    return options.getOrDefault(FILE_OPTION, List.of()).stream()
        .findFirst()
        .or(
            () ->
                Optional.of(environment.getOrDefault(Environment.CONFIG, ""))
                    .filter(s -> !s.isBlank()));
  }

  /** A route that takes everything leaves nothing for the upstreams that get the rest. */
  private static void addUnreachable(SettingValues values, List<Fault> faults) {
    for (RouteConfig route : values.routes()) {
      if (route.takesAll() && !values.get(Settings.UPSTREAM).isEmpty()) {
        String where = values.where(Settings.UPSTREAM).orElse("");
        faults.add(
            new Fault(
                where,
                "can get no request: route "
                    + route.name()
                    + " takes all of them ("
                    + values.where(route)
                    + ")"));
      }
    }
  }

  private static Result result(
      SettingValues values, List<Fault> faults, boolean complete, Fault noUpstream) {
    // A file that could not be read may well hold what seems to be missing.
    if (complete
        && values.get(Settings.UPSTREAM).isEmpty()
        && !values.unreadable(Settings.UPSTREAM)
        && !values.routesGiven()) {
      faults.add(noUpstream);
    }
    addUnreachable(values, faults);
    values.toTlsConfig().checkPairs(values::place, faults);
    HostPort listen = values.get(Settings.LISTEN);
    if (listen.port() != 0 && listen.equals(values.get(Settings.ADMIN))) {
      String where =
          values.where(Settings.ADMIN).or(() -> values.where(Settings.LISTEN)).orElse("");
      faults.add(new Fault(where, listen + " cannot be both listen and admin"));
    }
    if (complete && !values.unreadable(Settings.TRUSTED_PROXIES)) {
      String where = values.where(GuardSettings.PROXY_PROTOCOL).orElse("");
      GuardSettings.of(values).check(values.get(Settings.TRUSTED_PROXIES), where, faults);
    }
    return faults.isEmpty() ? new Valid(values.toConfig()) : new Invalid(List.copyOf(faults));
  }
}
