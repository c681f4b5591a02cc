package dev.closewatch.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any file as a configuration: it is right, or there are lines that say what is wrong, and soon.
 *
 * <p>Input: the file.
 */
class ConfigFileFuzzTest {
  /** Far above what it takes, since other programs run too; an alias bomb takes for ever. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  @TempDir static Path directory;

  @FuzzTest
  void anyFile_isRightOrFaultyInLines(byte[] input) throws IOException {
    Path file = directory.resolve("proxy.yaml");
    Files.write(file, input);
    long start = System.nanoTime();

    Typed typed = Typed.run("check", "--config", file.toString());

    assertThat(System.nanoTime() - start).isLessThan(MOST_NANOS);
    OneLineFaults.assertEndedWell(typed);
    assertThat(typed.exitCode() == 0).isEqualTo(typed.err().isEmpty());
  }
}
