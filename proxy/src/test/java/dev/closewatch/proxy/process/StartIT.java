package dev.closewatch.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.process.Launched.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged product starts: with its class-data archive, without, and when it is ended. */
class StartIT {
  private static final Path TARGET = Launched.LAUNCHER.getParent();

  private static List<String> proxy(Path launcher, String warmup) {
    return List.of(
        launcher.toString(),
        "proxy",
        "--upstream",
        "http://127.0.0.1:9",
        "--listen",
        "127.0.0.1:0",
        "--admin",
        "127.0.0.1:0",
        "--warmup",
        warmup);
  }

  private static Path archive() throws IOException {
    String name = "closewatch-" + System.getProperty("java.version") + ".jsa";
    Path archive = TARGET.resolve(name);
    assertThat(archive).as("the build makes it").isRegularFile();
    return archive;
  }

  /** Where the JVM took our main class from. */
  private static List<String> sourceOfMain(Path launcher) {
    Map<String, String> environment = Map.of("CLOSEWATCH_JAVA_OPTS", "-Xlog:class+load");
    List<String> command = List.of(launcher.toString(), "version");
    try (Launched process = Launched.command(environment, command)) {
      Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).isEmpty();
      return result.out().stream()
          .filter(line -> line.contains(" dev.closewatch.proxy.Main source: "))
          .toList();
    }
  }

  private static Path copyTo(Path folder, boolean withArchive) throws IOException {
    for (Path file : List.of(Launched.JAR, Launched.LAUNCHER)) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    if (withArchive) {
      Files.copy(archive(), folder.resolve(archive().getFileName()));
    }
    Path launcher = folder.resolve(Launched.LAUNCHER.getFileName());
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return launcher;
  }

  @Test
  void classes_come_from_the_archive() throws Exception {
    assertThat(archive()).isNotEmptyFile();
    assertThat(sourceOfMain(Launched.LAUNCHER))
        .singleElement()
        .asString()
        .contains("shared objects file (top)");
  }

  @Test
  void a_copied_folder_starts_without_a_word_whether_the_archive_fits_or_not(@TempDir Path folder)
      throws Exception {
    Path launcher = copyTo(folder, true);
    Result result = result(List.of(launcher.toString(), "version"));
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).hasSize(1);
  }

  @Test
  void an_archive_that_is_none_is_passed_over_without_a_word(@TempDir Path folder)
      throws Exception {
    Path launcher = copyTo(folder, false);
    Files.writeString(folder.resolve(archive().getFileName()), "this is no archive");
    Result result = result(List.of(launcher.toString(), "version"));
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).hasSize(1);
  }

  @Test
  void an_archive_can_be_made_where_the_folder_is_now(@TempDir Path folder) throws Exception {
    Path launcher = copyTo(folder, false);
    Path script = folder.resolve("closewatch-archive");
    Files.copy(TARGET.resolve("closewatch-archive"), script);
    Result made = result(List.of("sh", script.toString()));
    assertThat(made.exitCode()).isZero();
    assertThat(made.err()).isEmpty();
    assertThat(made.out()).isEmpty();
    assertThat(sourceOfMain(launcher)).singleElement().asString().contains("(top)");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("nothing is left over").hasSize(4);
    }
  }

  @Test
  void an_archive_that_cannot_be_made_is_one_line_and_no_failure(@TempDir Path folder)
      throws Exception {
    Path script = folder.resolve("closewatch-archive"); // and no jar beside it
    Files.copy(TARGET.resolve("closewatch-archive"), script);
    Result made = result(List.of("sh", script.toString()));
    assertThat(made.exitCode()).isZero();
    assertThat(made.out()).isEmpty();
    assertThat(made.err()).singleElement().asString().startsWith("closewatch-archive: no ");
  }

  private static Result result(List<String> command) {
    try (Launched process = Launched.command(Map.of(), command)) {
      return process.result();
    }
  }

  @Test
  void a_signal_during_the_warm_up_ends_it_at_once() throws Exception {
    try (Launched process = Launched.command(Map.of(), proxy(Launched.LAUNCHER, "15s"))) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2_500));
      long from = System.nanoTime();
      process.terminate();
      assertCleanEnd(process.result());
      assertThat(System.nanoTime() - from).isLessThan(TimeUnit.SECONDS.toNanos(8));
    }
  }

  @Test
  void a_signal_during_the_start_is_a_clean_end() throws Exception {
    List<String> command = proxy(Launched.LAUNCHER, "off");
    Map<String, String> slow = Map.of("CLOSEWATCH_JAVA_OPTS", "-Xint -Xlog:class+load");
    try (Launched process = Launched.command(slow, command)) {
      // The first class behind the handler, long before anything is listened on.
      process.line(line -> line.contains(" dev.closewatch.proxy.command.Commands "));
      process.terminate();
      Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).isEmpty();
    }
  }

  private static void assertCleanEnd(Result result) {
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).as("it has never been ready").isEmpty();
  }
}
