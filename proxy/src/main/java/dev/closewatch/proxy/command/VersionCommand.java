package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.Version;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code version}: which closewatch this is, and what it runs on. */
record VersionCommand(Console console) implements Command {
  @Override
  public CommandSpec spec() {
    return Options.spec(
        "version", this, "", "Prints the versions of closewatch and of the JDK that runs it.");
  }

  @Override
  public int run(ParseResult parsed) {
    console.say(
        "closewatch " + Version.number() + " (JDK " + System.getProperty("java.version") + ")");
    return ExitCode.DONE;
  }
}
