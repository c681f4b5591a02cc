package dev.closewatch.proxy.process;

import dev.closewatch.proxy.command.DemoOptions;
import dev.closewatch.proxy.command.ExitCode;
import dev.closewatch.proxy.command.RunFailure;
import dev.closewatch.proxy.command.Runner;
import dev.closewatch.proxy.config.ConfigSource;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.Version;
import dev.closewatch.proxy.server.ProxyServer;
import dev.closewatch.proxy.server.StartException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Runs what the commands start, until a signal ends it. */
public final class Processes implements Runner {
  private final PrintStream out;
  private final PrintStream err;
  private final Termination termination;

  /** Tells the user what is going on: on the first one, or on the second if events go there. */
  public Processes(PrintStream out, PrintStream err) {
    this(out, err, new Termination());
  }

  /** The same with signals that may have been listened to before this. */
  public Processes(PrintStream out, PrintStream err, Termination termination) {
    this.out = out;
    this.err = err;
    this.termination = termination;
  }

  @Override
  public int proxy(ProxyConfig config, ConfigSource source) {
    termination.listen();
    if (termination.hasCome()) {
      return ExitCode.DONE;
    }
    PrintStream words = words(config.events().target());
    try (ProxyServer server = ProxyServer.start(config, Version.number())) {
      Reloading reloading = Reloading.of(source, server);
      try {
        return run(server, words);
      } finally {
        reloading.close();
      }
    } catch (StartException e) {
      throw new RunFailure(e.line(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailure("interrupted", e);
    }
  }

  private int run(ProxyServer server, PrintStream words) throws InterruptedException {
    termination.awaitOr(server.ready());
    if (!termination.hasCome()) {
      words.println("closewatch " + Version.number() + " " + server.startLine());
      server.notes().forEach(note -> words.println("closewatch " + note));
      termination.await();
      words.println("closewatch is ending; " + server.endLine());
    }
    server.drain();
    return ExitCode.DONE;
  }

  @Override
  public int demo(DemoOptions options) {
    return new DemoProcess(options, words(options.events()), termination).run();
  }

  private PrintStream words(@Nullable EventsTarget events) {
    return events != null && events.isStandardOutput() ? err : out;
  }
}
