package dev.closewatch.proxy.real;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A script in src/test/node as a child process: what it prints, line by line, and its end. */
final class NodeProcess implements Closeable {
  private static final File SCRIPTS = new File("src/test/node").getAbsoluteFile();
  private static final long LIMIT_SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> command;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private NodeProcess(List<String> command) {
    this.command = command;
    try {
      process = new ProcessBuilder(command).directory(SCRIPTS).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread reader = new Thread(this::readLines, "output of " + command);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a script. */
  static NodeProcess start(String script, Object... arguments) {
    return new NodeProcess(command(List.of(script), arguments));
  }

  /** Starts a script that needs Node's own WebSocket, which Node 20 has behind a flag. */
  static NodeProcess startWithOwnWebSocket(String script, Object... arguments) {
    return new NodeProcess(command(List.of("--experimental-websocket", script), arguments));
  }

  private static List<String> command(List<String> first, Object... arguments) {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(first);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  private void readLines() {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
  }

  /** Waits for the next line that it prints. */
  JsonNode line() {
    try {
      String line = lines.poll(LIMIT_SECONDS, SECONDS);
      if (line == null) {
        throw new AssertionError(command + " printed nothing");
      }
      if (!line.startsWith("{")) {
        throw new AssertionError(command + " printed: " + line + " " + lines);
      }
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
        throw new AssertionError(command + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
