package dev.closewatch.proxy.catalogue;

/**
 * Lines of at most {@value #WIDTH} columns, broken at blanks. A code point is a column: true of the
 * languages here as long as their letters are precomposed (Unicode form NFC), as the tests demand.
 */
final class PlainLines {
  static final int WIDTH = 80;

  private final StringBuilder text = new StringBuilder();

  /** Adds a title with a line below it. */
  void title(String title) {
    int before = text.length();
    add(0, "", title);
    int widest = text.substring(before).lines().mapToInt(PlainLines::width).max().orElse(0);
    text.append("=".repeat(widest)).append('\n');
  }

  void blank() {
    text.append('\n');
  }

  /**
   * Adds a paragraph.
   *
   * @param marker stands before the first line; the others are indented by as much
   */
  void add(int indent, String marker, String paragraph) {
    String hanging = " ".repeat(indent + width(marker));
    StringBuilder line = new StringBuilder(" ".repeat(indent)).append(marker);
    boolean empty = true;
    for (String word : paragraph.split(" ", -1)) {
      if (!empty && width(line) + 1 + width(word) > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(hanging);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    text.append(line).append('\n');
  }

  String text() {
    return text.toString();
  }

  private static int width(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}
