package dev.closewatch.proxy.report;

import dev.closewatch.proxy.event.SafeJson;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes Markdown that may hold untrusted text. Such text stands between backticks, cut, and with
 * every character replaced that could end that, or that any reader of the page could take for
 * markup, for a link or for a command: so it is safe in plain text and in careless renderers too.
 */
final class Markdown {
  /** Untrusted text is cut behind so many UTF-16 units. */
  static final int MAX_TEXT_CHARS = 120;

  private static final int MAX_LINE_CHARS = 96;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final StringBuilder page = new StringBuilder();

  /** A table to be filled. */
  static final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    private Table(List<String> heads) {
      rows.add(heads);
    }

    Table row(String... cells) {
      rows.add(List.of(cells));
      return this;
    }

    boolean isEmpty() {
      return rows.size() == 1;
    }
  }

  static Table table(String... heads) {
    return new Table(List.of(heads));
  }

  Markdown title(String text) {
    return line("# " + text);
  }

  Markdown section(String text) {
    return line("").line("## " + text);
  }

  Markdown subsection(String text) {
    return line("").line("### " + text);
  }

  Markdown paragraph(String text) {
    return line("").wrapped("", "", text);
  }

  Markdown list(List<String> items) {
    line("");
    items.forEach(item -> wrapped("- ", "  ", item));
    return this;
  }

  /** Mail shows lines as they are. */
  private Markdown wrapped(String first, String next, String text) {
    StringBuilder line = new StringBuilder(first);
    for (String word : text.split(" ", -1)) {
      boolean begins = line.length() == first.length();
      if (!begins && line.length() + 1 + word.length() > MAX_LINE_CHARS) {
        line(line.toString());
        line = new StringBuilder(next);
        begins = true;
      }
      line.append(begins ? "" : " ").append(word);
    }
    return line(line.toString());
  }

  Markdown table(Table table) {
    line("");
    for (int i = 0; i < table.rows.size(); i++) {
      List<String> cells = table.rows.get(i);
      line("| " + String.join(" | ", cells) + " |");
      if (i == 0) {
        line("|" + "---|".repeat(cells.size()));
      }
    }
    return this;
  }

  private Markdown line(String text) {
    page.append(text).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return page.toString();
  }

  /** Returns a time in UTC, to the second, without saying so. */
  static String time(Instant at) {
    return TIME.format(at);
  }

  /** Returns untrusted text as it can stand anywhere on a line. */
  static String untrusted(String text) {
    if (text.isEmpty()) {
      return "(empty)";
    }
    String cut = SafeJson.cut(text, MAX_TEXT_CHARS);
    StringBuilder safe = new StringBuilder("`");
    cut.codePoints().forEach(c -> append(safe, c));
    return safe.append(cut.length() < text.length() ? "..." : "")
        .append('`')
        .toString()
        // Mail programs make links of these even in plain text.
        .replace("://", "[:]//")
        .replaceAll("(?i)\\b(www)\\.", "$1[.]")
        .replaceAll("(?i)\\b(mailto|javascript|data):", "$1[:]")
        .replace("@", "[at]")
        // And careless renderers of this, though it stands in code.
        .replace("](", "] (");
  }

  private static void append(StringBuilder safe, int c) {
    switch (c) {
      case '`' -> safe.append('\'');
      case '|' -> safe.append('\u00A6');
      case '<' -> safe.append('\u2039');
      case '>' -> safe.append('\u203A');
      case '&' -> safe.append('+');
      case '\\' -> safe.append('/');
      default -> {
        if (isPlain(c)) {
          safe.appendCodePoint(c);
        } else {
          safe.append(String.format(Locale.ROOT, "(U+%04X)", c));
        }
      }
    }
  }

  /** Not controls, ends of lines, changes of direction, or what cannot be seen. */
  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
