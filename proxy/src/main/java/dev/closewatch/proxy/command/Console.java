package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.Fault;
import dev.closewatch.proxy.config.OneLine;
import java.io.PrintStream;
import java.util.List;

/** Where a command's words go. */
record Console(PrintStream out, PrintStream err) {
  void say(String line) {
    out.println(OneLine.of(line));
  }

  void fault(String line) {
    err.println("closewatch: " + OneLine.of(line));
  }

  /** Shows each fault and returns the exit code for them. */
  int faults(List<Fault> faults) {
    faults.forEach(fault -> fault(fault.toString()));
    return ExitCode.USAGE;
  }
}
