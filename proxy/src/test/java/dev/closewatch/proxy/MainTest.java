package dev.closewatch.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void run_arguments_returnsTheExitCodeAndUsesTheStreams() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    assertThat(run(out, err, "version")).isZero();
    assertThat(run(out, err, "proxy", "--listen", "abc", "--upstream", "http://a")).isEqualTo(2);

    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("closewatch ");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("closewatch: --listen: 'abc' is not HOST:PORT\n");
  }

  private static int run(
      ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
    return Main.run(
        arguments,
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
