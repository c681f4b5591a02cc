package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.config.ConfigSource;
import dev.closewatch.proxy.config.Section;
import dev.closewatch.proxy.config.Setting;
import dev.closewatch.proxy.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code proxy}: the main job. */
record ProxyCommand(Runner runner, Map<String, String> environment, Console console)
    implements Command {
  private static final String FILE_OPTION = "--" + ConfigReader.FILE_OPTION;

  private static final String ROUTES_OPTION = "--" + ConfigReader.ROUTES_OPTION;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.spec(
            "proxy",
            this,
            "--upstream URL [OPTION...]",
            "Stands between WebSocket clients and a service, relays every byte unchanged and"
                + " tells how each connection ended.");
    for (Setting<?> setting : Settings.ALL) {
      spec.addOption(option(setting));
    }
    spec.addOption(
        Options.value(
            FILE_OPTION,
            "FILE",
            Section.SYSTEM.title(),
            "A YAML file with any of these settings, named as here without the dashes."));
    spec.addOption(Options.hidden(ROUTES_OPTION)); // to say where they can be
    spec.usageMessage()
        .footer(
            "Every option can also stand in the environment (CLOSEWATCH_DRAIN_TIME=20s) and, but"
                + " for --config, in the file (drain-time: 20s). The command line wins, then the"
                + " environment, then the file. Times are written 500ms, 20s, 5m or 1h; sizes"
                + " 4096, 16KiB or 1MiB.");
    return spec;
  }

  private static OptionSpec option(Setting<?> setting) {
    String section = setting.section().title();
    String help = setting.help();
    if (!setting.defaultText().isEmpty()) {
      help += " Default: " + setting.defaultText() + ".";
    }
    return setting.list()
        ? Options.values(setting.option(), setting.placeholder(), section, help)
        : Options.value(setting.option(), setting.placeholder(), section, help);
  }

  @Override
  public int run(ParseResult parsed) {
    Map<String, List<String>> given = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      given.put(setting.name(), Options.given(parsed, setting.option()));
    }
    given.put(ConfigReader.FILE_OPTION, Options.given(parsed, FILE_OPTION));
    given.put(ConfigReader.ROUTES_OPTION, Options.given(parsed, ROUTES_OPTION));

    ConfigSource source = new ConfigSource(given, environment);
    ConfigReader.Result result = source.read();
    return result instanceof ConfigReader.Valid valid
        ? runner.proxy(valid.config(), source)
        : console.faults(((ConfigReader.Invalid) result).faults());
  }
}
