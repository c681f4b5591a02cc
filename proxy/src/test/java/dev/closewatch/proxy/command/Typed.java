package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.ConfigSource;
import dev.closewatch.proxy.config.ProxyConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One command line in a terminal where nothing really runs, and what came of it. */
record Typed(int exitCode, String out, String err, List<Object> started) {
  /** Starts nothing and keeps what it was asked to start. */
  static class Recorder implements Runner {
    final List<Object> started = new ArrayList<>();

    @Override
    public int proxy(ProxyConfig config, ConfigSource source) {
      started.add(config);
      return ExitCode.DONE;
    }

    @Override
    public int demo(DemoOptions options) {
      started.add(options);
      return ExitCode.DONE;
    }
  }

  static Typed run(String... arguments) {
    return run(Map.of(), new Recorder(), arguments);
  }

  static Typed run(Map<String, String> environment, Recorder runner, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        new Commands(
                runner,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(arguments);
    return new Typed(
        exitCode,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        runner.started);
  }
}
