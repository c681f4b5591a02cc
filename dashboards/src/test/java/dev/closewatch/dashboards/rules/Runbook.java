package dev.closewatch.dashboards.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runbook, by its sections. */
final class Runbook {
  private static final Path FILE = Path.of("runbook.md");
  private static final Pattern POINT = Pattern.compile("(?m)^- \\*\\*([^*]+)\\*\\*");
  private static final Pattern QUERY = Pattern.compile("(?s)```promql\n(.*?)```");

  private Runbook() {}

  /**
   * One section.
   *
   * @param alert its heading, and so its anchor
   */
  record Section(String alert, String text) {
    /** Returns what its points begin with. */
    List<String> points() {
      return POINT.matcher(text).results().map(point -> point.group(1)).toList();
    }

    /** Returns its one query. */
    String query() {
      Matcher query = QUERY.matcher(text);
      if (!query.find()) {
        throw new AssertionError(alert + " has no query");
      }
      return query.group(1).strip();
    }
  }

  static List<Section> sections() {
    try {
      return Pattern.compile("(?m)^## ")
          .splitAsStream(Files.readString(FILE))
          .skip(1)
          .map(text -> text.split("\n", 2))
          .map(parts -> new Section(parts[0], parts[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
