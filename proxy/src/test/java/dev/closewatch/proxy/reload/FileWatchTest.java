package dev.closewatch.proxy.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each look is the test's own, but for the last test. */
class FileWatchTest {
  @TempDir Path directory;

  private final FileWatch watch = new FileWatch(Duration.ofDays(1));
  private final AtomicInteger told = new AtomicInteger();

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void file_thatStaysAsItIs_isNotTold() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    watch.watch(List.of(file), told::incrementAndGet);
    look(3);
    Files.writeString(file, "one"); // written anew, with another time
    look(3);
    assertThat(told).hasValue(0);
  }

  @Test
  void change_isToldOnceAndWhenItHasStoodStill() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    watch.watch(List.of(file), told::incrementAndGet);
    Files.writeString(file, "tw");
    look(1);
    Files.writeString(file, "two");
    look(1);
    assertThat(told).hasValue(0);
    look(3);
    assertThat(told).hasValue(1);
  }

  @Test
  void change_thatIsTakenBack_isNotTold() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    watch.watch(List.of(file), told::incrementAndGet);
    Files.writeString(file, "two");
    look(1);
    Files.writeString(file, "one");
    look(3);
    assertThat(told).hasValue(0);
  }

  @Test
  void files_thatBelongTogether_areToldOnceForAllOfThem() throws IOException {
    Path one = Files.writeString(directory.resolve("a"), "one");
    Path other = Files.writeString(directory.resolve("b"), "one");
    watch.watch(List.of(one, other), told::incrementAndGet);
    Files.writeString(one, "two");
    look(1);
    Files.writeString(other, "two");
    look(3);
    assertThat(told).hasValue(1);
  }

  @Test
  void file_thatGoesAndComesBackWithAnotherContent_isToldTwice() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    watch.watch(List.of(file), told::incrementAndGet);
    Files.delete(file);
    look(2);
    assertThat(told).hasValue(1);
    Files.writeString(file, "two");
    look(2);
    assertThat(told).hasValue(2);
  }

  /** The way of Kubernetes: FILE -> ..data/FILE, and ..data is renamed over. */
  @Test
  void directory_swappedUnderALink_isTold() throws IOException {
    Path first = Files.createDirectory(directory.resolve("..1"));
    Path second = Files.createDirectory(directory.resolve("..2"));
    Files.writeString(first.resolve("a"), "one");
    Files.writeString(second.resolve("a"), "two");
    Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
    Path file = Files.createSymbolicLink(directory.resolve("a"), Path.of("..data", "a"));
    watch.watch(List.of(file), told::incrementAndGet);
    Path swapped = Files.createSymbolicLink(directory.resolve("..tmp"), Path.of("..2"));
    Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
    look(2);
    assertThat(told).hasValue(1);
  }

  @Test
  void listener_thatThrows_stopsNeitherOthersNorItself() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    watch.watch(
        List.of(file),
        () -> {
          told.incrementAndGet();
          throw new IllegalStateException("of the test");
        });
    watch.watch(List.of(file), told::incrementAndGet);
    Files.writeString(file, "two");
    look(2);
    Files.writeString(file, "three");
    look(2);
    assertThat(told).hasValue(4);
  }

  @Test
  void pipe_isNotOpened() {
    watch.watch(List.of(Path.of("/dev/stdin")), told::incrementAndGet);
    look(2);
    assertThat(told).hasValue(0);
  }

  @Test
  void watch_looksByItself() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    try (FileWatch running = new FileWatch(Duration.ofMillis(10))) {
      running.watch(List.of(file), told::incrementAndGet);
      Files.writeString(file, "two");
      Eventually.isTrue("told", () -> told.get() == 1);
    }
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }
}
