package dev.closewatch.analyzer.stack;

import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Labelled;
import dev.closewatch.analyzer.vocabulary.StackName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the stacks that closewatch ships; the notation is explained at the head of the file. */
final class StackFile {
  private static final String NAME = "client-stacks.txt";
  private static final String BROWSER = "browser";
  private static final String ANSWERS_BY_APPLICATION = "answers by application";
  private static final int COLUMNS = 6;

  /**
   * A line.
   *
   * @param userAgent names, or in quotation marks a whole User-Agent
   * @param stack what such a client is
   * @param withoutCode what close() without a code sends, for people
   */
  record Row(String userAgent, ClientStack stack, String withoutCode) {}

  private StackFile() {}

  /** Reads the file that is part of this module. */
  static List<Row> read() {
    try (InputStream stream = StackFile.class.getResourceAsStream(NAME)) {
      if (stream == null) {
        throw new IllegalStateException(NAME + " is missing beside its reader");
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads lines.
   *
   * @throws IllegalArgumentException naming the line that cannot be read, and why
   */
  static List<Row> parse(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        rows.add(row(line));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return rows;
  }

  private static Row row(String line) {
    List<String> columns = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    if (columns.size() != COLUMNS) {
      throw new IllegalArgumentException(columns.size() + " columns and not " + COLUMNS);
    }
    for (int i = 0; i < COLUMNS; i++) {
      if (columns.get(i).isEmpty() && i != 4) {
        throw new IllegalArgumentException("nothing in column " + (i + 1));
      }
    }
    String traits = columns.get(4);
    if (!List.of("", BROWSER, ANSWERS_BY_APPLICATION).contains(traits)) {
      throw new IllegalArgumentException("'" + traits + "' is nothing that a stack can be");
    }
    ClientStack stack =
        new ClientStack(
            labelled(StackName.values(), columns.get(1)),
            columns.get(2),
            labelled(Habit.values(), columns.get(3)),
            traits.equals(ANSWERS_BY_APPLICATION),
            traits.equals(BROWSER));
    return new Row(columns.get(0), stack, columns.get(5));
  }

  private static <E extends Labelled> E labelled(E[] values, String label) {
    for (E value : values) {
      if (value.label().equals(label)) {
        return value;
      }
    }
    throw new IllegalArgumentException("no such word as '" + label + "'");
  }
}
