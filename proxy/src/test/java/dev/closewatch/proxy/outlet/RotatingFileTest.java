package dev.closewatch.proxy.outlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
  @TempDir Path directory;

  @Test
  void write_lines_areInOrderAcrossAllFiles() throws IOException {
    try (RotatingFile file = new RotatingFile(path(), 100, 100, null)) {
      for (int batch = 0; batch < 20; batch++) {
        int from = batch * 7;
        assertThat(write(file, IntStream.range(from, from + 7).mapToObj(i -> "line " + i)))
            .isEqualTo(7);
      }
    }

    List<String> newestFirst = files();
    assertThat(newestFirst).hasSize(12).first().isEqualTo("events");
    assertThat(Stream.of(newestFirst.toArray(String[]::new)).map(this::size))
        .allMatch(size -> size <= 100);
    List<String> lines =
        IntStream.iterate(newestFirst.size() - 1, i -> i >= 0, i -> i - 1)
            .mapToObj(i -> lines(newestFirst.get(i)))
            .flatMap(List::stream)
            .toList();
    assertThat(lines).isEqualTo(IntStream.range(0, 140).mapToObj(i -> "line " + i).toList());
  }

  @Test
  void write_moreFilesThanAreKept_forgetsTheOldest() throws IOException {
    try (RotatingFile file = new RotatingFile(path(), 10, 3, null)) {
      write(file, Stream.of("aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee"));
    }

    assertThat(files()).containsExactly("events", "events.1", "events.2", "events.3");
    assertThat(lines("events")).containsExactly("eeeeeeee");
    assertThat(lines("events.3")).containsExactly("bbbbbbbb");
  }

  @Test
  void write_afterAGapInTheNumbers_keepsWhatIsOlder() throws IOException {
    Files.writeString(directory.resolve("events.1"), "one\n");
    Files.writeString(directory.resolve("events.3"), "three\n");
    try (RotatingFile file = new RotatingFile(path(), 10, 5, null)) {
      write(file, Stream.of("aaaaaaaa", "bbbbbbbb"));
    }

    assertThat(lines("events.1")).containsExactly("aaaaaaaa");
    assertThat(lines("events.2")).containsExactly("one");
    assertThat(lines("events.3")).containsExactly("three");
  }

  @Test
  void write_lineLongerThanAFile_hasOneForItself() throws IOException {
    try (RotatingFile file = new RotatingFile(path(), 10, 5, null)) {
      write(file, Stream.of("a", "long enough for two", "b"));
    }

    assertThat(lines("events.2")).containsExactly("a");
    assertThat(lines("events.1")).containsExactly("long enough for two");
    assertThat(lines("events")).containsExactly("b");
  }

  @Test
  void open_existingFile_goesOnBehindIt() throws IOException {
    Files.writeString(path(), "12345678\n");
    try (RotatingFile file = new RotatingFile(path(), 19, 5, null)) {
      write(file, Stream.of("abcdefgh", "x"));
    }

    assertThat(lines("events.1")).containsExactly("12345678", "abcdefgh");
    assertThat(lines("events")).containsExactly("x");
  }

  @Test
  void open_eventThatWasCutOff_takesItBack() throws IOException {
    for (String cut :
        List.of("{", "{\"schema\":\"closewat", "{\"schema\":\"closewatch.close/1\",\"i")) {
      Files.writeString(path(), "whole\n" + cut);
      try (RotatingFile file = new RotatingFile(path(), 1000, 5, null)) {
        write(file, Stream.of("next"));
      }
      assertThat(lines("events")).containsExactly("whole", "next");
    }
  }

  @Test
  void open_somethingElseWithoutALineEnd_leavesItAndBeginsALine() throws IOException {
    Files.writeString(path(), "not ours");
    try (RotatingFile file = new RotatingFile(path(), 1000, 5, null)) {
      write(file, Stream.of("next"));
    }

    assertThat(lines("events")).containsExactly("not ours", "next");
  }

  @Test
  void write_fileMovedOrDeletedMeanwhile_beginsANewOne() throws IOException {
    try (RotatingFile file = new RotatingFile(path(), 1000, 5, null)) {
      write(file, Stream.of("a"));
      Files.move(path(), directory.resolve("moved"));
      write(file, Stream.of("b"));
      Files.delete(path());
      write(file, Stream.of("c"));
    }

    assertThat(lines("moved")).containsExactly("a");
    assertThat(lines("events")).containsExactly("c");
  }

  @Test
  void write_directoryGone_failsAndGoesOnOnceItIsBack() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    try (RotatingFile file = new RotatingFile(folder.resolve("events"), 1000, 5, null)) {
      write(file, Stream.of("a"));
      Files.delete(folder.resolve("events"));
      Files.delete(folder);
      LineOutput.Written written = file.write(List.of(bytes("b")));
      assertThat(written.lines()).isZero();
      assertThat(written.failure()).isInstanceOf(NoSuchFileException.class);

      Files.createDirectory(folder);
      write(file, Stream.of("c"));
    }

    assertThat(Files.readAllLines(folder.resolve("events"))).containsExactly("c");
  }

  @Test
  void write_renameImpossible_isAFailureThatCanEnd() throws IOException {
    Path inTheWay = Files.createDirectories(directory.resolve("events.1").resolve("full"));
    try (RotatingFile file = new RotatingFile(path(), 10, 1, null)) {
      LineOutput.Written written = file.write(List.of(bytes("aaaaaaaa"), bytes("bbbbbbbb")));
      assertThat(written.lines()).isEqualTo(1);
      assertThat(written.failure()).isInstanceOf(FileSystemException.class);

      Files.delete(inTheWay);
      Files.delete(inTheWay.getParent());
      write(file, Stream.of("cccccccc"));
    }

    assertThat(lines("events.1")).containsExactly("aaaaaaaa");
    assertThat(lines("events")).containsExactly("cccccccc");
  }

  @Test
  void open_directory_fails() {
    assertThatThrownBy(() -> new RotatingFile(directory, 1000, 5, null))
        .isInstanceOf(FileSystemException.class);
  }

  private Path path() {
    return directory.resolve("events");
  }

  private static int write(RotatingFile file, Stream<String> lines) {
    LineOutput.Written written = file.write(lines.map(RotatingFileTest::bytes).toList());
    assertThat(written.failure()).isNull();
    return written.lines();
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(UTF_8);
  }

  /** Returns the names of all files, the newest first. */
  private List<String> files() {
    String[] names = directory.toFile().list();
    return Arrays.stream(names)
        .sorted(
            Comparator.comparingInt(
                name -> name.equals("events") ? 0 : Integer.parseInt(name.substring(7))))
        .toList();
  }

  private long size(String name) {
    return directory.resolve(name).toFile().length();
  }

  private List<String> lines(String name) {
    try {
      return Files.readAllLines(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- retention ----

  private static final Duration THIRTY_DAYS = Duration.ofDays(30);

  private static String event(Duration ago) {
    return "{\"schema\":\"closewatch.close/1\",\"openedAt\":\"2020-01-01T00:00:00.000Z\","
        + "\"closedAt\":\""
        + Instant.now().minus(ago).truncatedTo(ChronoUnit.MILLIS)
        + "\"}\n";
  }

  private Path older(int number, Duration lastWritten) throws IOException {
    Path file =
        Files.writeString(path().resolveSibling(path().getFileName() + "." + number), "x\n");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(lastWritten)));
  }

  @Test
  void forgetOld_fileLastWrittenBeforeTheRetention_isDeleted() throws IOException {
    Path young = older(1, THIRTY_DAYS.minusHours(1));
    Path old = older(2, THIRTY_DAYS.plusHours(1));
    Path beyondKeep = older(9, THIRTY_DAYS.plusHours(1));

    try (RotatingFile file = new RotatingFile(path(), 1000, 5, THIRTY_DAYS)) {
      assertThat(young).exists();
      assertThat(old).doesNotExist();
      assertThat(beyondKeep).doesNotExist();
      Files.setLastModifiedTime(young, FileTime.from(Instant.now().minus(THIRTY_DAYS)));
      file.forgetOld();
      assertThat(young).doesNotExist();
      assertThat(path()).exists();
    }
  }

  @Test
  void forgetOld_withoutRetention_keepsAll() throws IOException {
    Path old = older(1, Duration.ofDays(4000));
    Files.writeString(path(), event(Duration.ofDays(4000)));

    try (RotatingFile file = new RotatingFile(path(), 1000, 5, null)) {
      file.forgetOld();
      assertThat(old).exists();
      assertThat(path().resolveSibling(path().getFileName() + ".2")).doesNotExist();
    }
  }

  /** So that an event of a quiet service is deleted too; a restart must not make it young again. */
  @Test
  void new_fileBegunADayAgo_goesOnInANewOne() throws IOException {
    Files.writeString(path(), event(Duration.ofHours(25)) + event(Duration.ZERO));
    new RotatingFile(path(), 1000, 5, THIRTY_DAYS).close();
    assertThat(path()).isEmptyFile();

    Files.writeString(path(), event(Duration.ofHours(23)));
    new RotatingFile(path(), 1000, 5, THIRTY_DAYS).close();
    assertThat(path()).isNotEmptyFile();
  }
}
