package dev.closewatch.proxy.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged product as a user runs it: a child process, what it prints, and its exit code. */
final class Launched implements Closeable {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  static final Path LAUNCHER = TARGET.resolve("closewatch");
  static final Path JAR = TARGET.resolve("closewatch.jar");
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** Longer than any command takes on a busy machine. */
  private static final long LIMIT_SECONDS = 40;

  private final List<String> command;
  private final Process process;
  private final Output out;
  private final Output err;

  private Launched(List<String> command, Map<String, String> environment) {
    this.command = command;
    ProcessBuilder builder = new ProcessBuilder(command);
    // Nothing of the machine's own settings; the same Java as this one.
    builder.environment().keySet().removeIf(name -> name.startsWith("CLOSEWATCH_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CLOSEWATCH_WARMUP", "off"); // a test asks for it if it is about it
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out = new Output(process.inputReader(UTF_8));
    err = new Output(process.errorReader(UTF_8));
  }

  /** Starts any command line. */
  static Launched command(Map<String, String> environment, List<String> command) {
    return new Launched(command, environment);
  }

  /** Starts the launcher. */
  static Launched closewatch(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return new Launched(command, Map.of());
  }

  /** Returns the command line of a proxy that chooses its ports itself. */
  static List<String> proxy(int upstreamPort, String... more) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), "proxy"));
    command.addAll(List.of("--upstream", "http://127.0.0.1:" + upstreamPort));
    command.addAll(List.of("--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"));
    command.addAll(List.of(more));
    return command;
  }

  /** What a command said, and how it ended. */
  record Result(int exitCode, List<String> out, List<String> err) {}

  /** Runs the launcher to its end. */
  static Result run(String... arguments) {
    try (Launched launched = closewatch(arguments)) {
      return launched.result();
    }
  }

  /** Waits for the end. */
  Result result() {
    try {
      if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
        throw new AssertionError(command + " does not end; it said " + out.all() + err.all());
      }
      out.awaitEnd();
      err.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Result(process.exitValue(), out.all(), err.all());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for a line of its standard output. */
  String line(Predicate<String> wanted) {
    String line = out.await(wanted);
    if (line == null) {
      throw new AssertionError(command + " did not say it, but " + out.all() + err.all());
    }
    return line;
  }

  /** Where a proxy listens. */
  record Ports(int relay, int admin) {
    private static final Pattern STARTED =
        Pattern.compile("listening on [^ ]*:(\\d+),? .*metrics http://[^ ]*:(\\d+)/metrics");

    /** Reads the line that a proxy starts with. */
    static Ports of(String line) {
      Matcher ports = STARTED.matcher(line);
      if (!ports.find()) {
        throw new AssertionError("this tells no ports: " + line);
      }
      return new Ports(Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
    }
  }

  /** Waits until it listens, as it says on its standard output. */
  Ports ports() {
    return Ports.of(line(line -> line.contains("listening on")));
  }

  /** Waits for a line of its error stream. */
  String errorLine(Predicate<String> wanted) {
    String line = err.await(wanted);
    if (line == null) {
      throw new AssertionError(command + " did not say it, but " + out.all() + err.all());
    }
    return line;
  }

  long pid() {
    return process.pid();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.toHandle().destroy(); // that of Process would close what it still has to say
  }

  /** Sends another signal, by its short name. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (!kill.waitFor(LIMIT_SECONDS, SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill -" + name + " failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
        throw new AssertionError(command + " does not even end by SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The lines of one stream, as they come. */
  private static final class Output {
    private final List<String> lines = new ArrayList<>();
    private final BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
    private final Thread reading;

    Output(BufferedReader reader) {
      reading = new Thread(() -> read(reader), "output of a child");
      reading.setDaemon(true);
      reading.start();
    }

    private void read(BufferedReader reader) {
      try (reader) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          synchronized (lines) {
            lines.add(line);
          }
          fresh.add(line);
        }
      } catch (IOException e) {
        fresh.add(e.toString());
      }
    }

    List<String> all() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    void awaitEnd() throws InterruptedException {
      reading.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    }

    @org.jspecify.annotations.Nullable
    String await(Predicate<String> wanted) {
      try {
        String line = fresh.poll(LIMIT_SECONDS, SECONDS);
        while (line != null && !wanted.test(line)) {
          line = fresh.poll(LIMIT_SECONDS, SECONDS);
        }
        return line;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
