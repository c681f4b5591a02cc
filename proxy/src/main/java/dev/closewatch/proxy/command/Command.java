package dev.closewatch.proxy.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One word after {@code closewatch}. */
interface Command {
  /** Returns its name, options and help; each call makes a new one. */
  CommandSpec spec();

  /** Does it and returns the exit code. */
  int run(ParseResult parsed);
}
