package dev.closewatch.dashboards.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that has run to its end: its exit code, and what it said on both streams. */
public record Finished(int exitCode, String output) {
  /** Longer than any of them takes on a busy machine. */
  private static final long LIMIT_SECONDS = 300;

  /** Runs a program in a directory; one that does not end is killed, and that is an error. */
  public static Finished run(Path directory, List<String> command) {
    try {
      Path output = Files.createTempFile("closewatch-output", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
          if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
            throw new AssertionError(command + " does not end: " + read(output));
          }
        } finally {
          process.destroyForcibly();
        }
        return new Finished(process.exitValue(), read(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path output) throws IOException {
    return Files.readString(output, UTF_8);
  }
}
