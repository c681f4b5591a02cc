package dev.closewatch.proxy.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Makes options and reads their values. All values are text to the parser: what they mean, and how
 * a wrong one is reported, is the same as for variables and files.
 */
final class Options {
  static final String HELP = "--help";

  private Options() {}

  /** A command's description with {@code --help}, as every command has it. */
  static CommandSpec spec(String name, Command command, String synopsis, String... description) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
    spec.usageMessage()
        .customSynopsis(("closewatch " + name + " " + synopsis).strip())
        .description(description);
    return spec;
  }

  /** An option with a value; {@code section} is the heading that it is shown under. */
  static OptionSpec value(String name, String placeholder, String section, String help) {
    return describe(OptionSpec.builder(name).type(String.class), placeholder, section, help);
  }

  /** The same, which can be given several times. */
  static OptionSpec values(String name, String placeholder, String section, String help) {
    OptionSpec.Builder builder =
        OptionSpec.builder(name).type(List.class).auxiliaryTypes(String.class);
    return describe(builder, placeholder, section, help);
  }

  /** An option that help does not show: it is known only to be refused in better words. */
  static OptionSpec hidden(String name) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("0..1")
        .fallbackValue("")
        .hidden(true)
        .build();
  }

  private static OptionSpec describe(
      OptionSpec.Builder builder, String placeholder, String section, String help) {
    return builder
        .arity("1")
        .paramLabel(placeholder)
        .userObject(section)
        .description(help.replace("%", "%%")) // a format string to picocli
        .build();
  }

  /** An option that is given or not. */
  static OptionSpec.Builder flag(String name, String shortName, String help) {
    return OptionSpec.builder(name, shortName)
        .type(boolean.class)
        .arity("0")
        .userObject("Help")
        .description(help);
  }

  /** Returns the option's values in the order given, none if it was not. */
  static List<String> given(ParseResult parsed, String name) {
    OptionSpec option = parsed.matchedOption(name);
    return option == null ? List.of() : List.copyOf(option.stringValues());
  }
}
