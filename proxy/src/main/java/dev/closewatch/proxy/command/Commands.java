package dev.closewatch.proxy.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The whole command line. A user's mistake is answered with one line on the error stream for each
 * fault, never with a stack trace.
 */
public final class Commands {
  private static final String DEBUG = "CLOSEWATCH_DEBUG";

  private final Map<String, String> environment;
  private final Console console;
  private final VersionCommand version;
  private final List<Command> commands;

  public Commands(
      Runner runner, Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.console = new Console(out, err);
    this.version = new VersionCommand(console);
    this.commands =
        List.of(
            new ProxyCommand(runner, environment, console),
            new DemoCommand(runner, environment, console),
            new ExplainCommand(console),
            new CheckCommand(console),
            version);
  }

  /** Does what the arguments say and returns an {@link ExitCode}. */
  public int run(String... arguments) {
    try {
      return dispatch(commandLine().parseArgs(arguments));
    } catch (ParameterException e) {
      console.fault(UsageFault.line(e));
      return ExitCode.USAGE;
    } catch (RunFailure e) {
      return failed(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      String hint = debug() ? "" : " (" + DEBUG + "=1 shows where)";
      return failed("unexpected " + e + hint, e);
    }
  }

  private int failed(String line, RuntimeException e) {
    console.fault(line);
    if (debug()) {
      e.printStackTrace(console.err());
    }
    return ExitCode.FAILED;
  }

  private boolean debug() {
    return environment.getOrDefault(DEBUG, "").equals("1");
  }

  private int dispatch(ParseResult parsed) {
    CommandLine typed = parsed.commandSpec().commandLine();
    if (parsed.isUsageHelpRequested()) {
      typed.usage(console.out(), Ansi.OFF);
      return ExitCode.DONE;
    }
    if (parsed.isVersionHelpRequested()) {
      return version.run(parsed);
    }
    if (parsed.hasSubcommand()) {
      return dispatch(parsed.subcommand());
    }
    if (parsed.commandSpec().userObject() instanceof Command command) {
      return command.run(parsed);
    }
    typed.usage(console.err(), Ansi.OFF);
    return ExitCode.USAGE;
  }

  private CommandLine commandLine() {
    CommandSpec top = CommandSpec.wrapWithoutInspection(this).name("closewatch");
    top.usageMessage()
        .customSynopsis("closewatch COMMAND [OPTION...]")
        .description(
            "A proxy for WebSocket that tells how connections end: who closed them, with which"
                + " code, and what that means.")
        .commandListHeading("%nCommands:%n")
        .footer(
            "Exit codes: 0 done, 1 failed at run time, 2 wrong usage or configuration.",
            "See closewatch COMMAND --help for the options of a command.");
    addHelp(top);
    top.addOption(
        Options.flag("--version", "-V", "The versions of closewatch and the JDK.")
            .versionHelp(true)
            .build());
    for (Command command : commands) {
      CommandSpec spec = command.spec();
      addHelp(spec);
      top.addSubcommand(spec.name(), spec);
    }
    CommandLine commandLine =
        new CommandLine(top).setExpandAtFiles(false).setPosixClusteredShortOptionsAllowed(false);
    HelpLayout.apply(commandLine);
    return commandLine;
  }

  private static void addHelp(CommandSpec spec) {
    spec.usageMessage().synopsisHeading("Usage: ").descriptionHeading("%n");
    if (spec.usageMessage().footer().length > 0) {
      spec.usageMessage().footerHeading("%n");
    }
    spec.addOption(Options.flag("--help", "-h", "This text.").usageHelp(true).build());
  }
}
