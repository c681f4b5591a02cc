package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.Closest;
import dev.closewatch.proxy.config.OneLine;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what the parser would say in several, with the whole help below. */
final class UsageFault {
  private UsageFault() {}

  static String line(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    if (e instanceof MissingParameterException missing
        && !missing.getMissing().isEmpty()
        && missing.getMissing().get(0) instanceof OptionSpec option) {
      return option.longestName() + ": needs a value, " + option.paramLabel();
    }
    if (e instanceof OverwrittenOptionException twice
        && twice.getOverwritten() instanceof OptionSpec option) {
      return option.longestName() + ": given more than once";
    }
    return String.valueOf(e.getMessage());
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandSpec at = e.getCommandLine().getCommandSpec();
    String name = at.qualifiedName();
    String typed = e.getUnmatched().get(0);
    if (e.isUnknownOption()) {
      typed = typed.replaceFirst("(?s)=.*", "");
      List<String> options = at.options().stream().map(OptionSpec::longestName).toList();
      return OneLine.quote(typed) + " is not an option of " + name + guess(typed, options, name);
    }
    if (at.parent() == null) {
      Set<String> commands = at.subcommands().keySet();
      return OneLine.quote(typed) + " is not a command of " + name + guess(typed, commands, name);
    }
    return OneLine.quote(typed) + " is one argument too many; see " + name + " --help";
  }

  // Not the parser's own guesses: to it, --drain-tme is closest to --drain-delay.
  private static String guess(String typed, Collection<String> known, String name) {
    return Closest.to(typed, known)
        .map(closest -> "; did you mean " + closest + "?")
        .orElse("; see " + name + " --help");
  }
}
