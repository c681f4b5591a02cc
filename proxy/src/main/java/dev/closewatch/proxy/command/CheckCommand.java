package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.config.Fault;
import dev.closewatch.proxy.config.ProxyConfig;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code check}: whether a file is a configuration. */
record CheckCommand(Console console) implements Command {
  private static final String FILE_OPTION = "--" + ConfigReader.FILE_OPTION;

  @Override
  public CommandSpec spec() {
    return Options.spec(
            "check",
            this,
            "--config FILE",
            "Says whether a configuration file is valid, or every fault in it with its line."
                + " Only the file counts, not the environment.")
        .addOption(Options.value(FILE_OPTION, "FILE", "Options", "The YAML file to check."));
  }

  @Override
  public int run(ParseResult parsed) {
    List<String> files = Options.given(parsed, FILE_OPTION);
    if (files.isEmpty()) {
      return console.faults(List.of(new Fault("", "check needs the file to check: --config FILE")));
    }
    String file = files.get(0);
    ConfigReader.Result result = ConfigReader.readFile(file);
    if (!(result instanceof ConfigReader.Valid valid)) {
      return console.faults(((ConfigReader.Invalid) result).faults());
    }
    ProxyConfig config = valid.config();
    console.say(
        config.adminAccess().lacksToken(config.admin())
            ? file + ": valid, and " + AdminAccess.VARIABLE + " has to be set to start with it"
            : file + ": valid");
    return ExitCode.DONE;
  }
}
