package dev.closewatch.proxy;

import dev.closewatch.proxy.command.Commands;
import dev.closewatch.proxy.process.Processes;
import dev.closewatch.proxy.server.Transports;
import java.io.PrintStream;
import java.util.Map;

/** Where the JVM begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv(), System.out, System.err));
  }

  /** Runs one command line and returns its exit code; the JVM goes on. */
  public static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    Transports.prepare();
    return new Commands(new Processes(out, err), environment, out, err).run(arguments);
  }
}
