package dev.closewatch.proxy;

import dev.closewatch.proxy.command.Commands;
import dev.closewatch.proxy.process.Processes;
import dev.closewatch.proxy.process.Termination;
import dev.closewatch.proxy.server.Transports;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;

/** Where the JVM begins. */
public final class Main {
  /** The commands that go on until a signal. */
  private static final Set<String> UNTIL_A_SIGNAL = Set.of("proxy", "demo");

  private Main() {}

  public static void main(String[] arguments) {
    Termination termination = new Termination();
    if (arguments.length > 0 && UNTIL_A_SIGNAL.contains(arguments[0])) {
      termination.listen(); // first of all: a signal that comes while it starts ends it cleanly
    }
    System.exit(run(arguments, System.getenv(), System.out, System.err, termination));
  }

  /** Runs one command line and returns its exit code; the JVM goes on. */
  public static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    return run(arguments, environment, out, err, new Termination());
  }

  private static int run(
      String[] arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Termination termination) {
    Transports.prepare();
    return new Commands(new Processes(out, err, termination), environment, out, err).run(arguments);
  }
}
