package dev.closewatch.proxy.config;

/** Untrusted text made fit for one line on a terminal or in a log. */
public final class OneLine {
  private static final int LONGEST_QUOTE = 100;
  private static final int LONGEST_LINE = 500;

  private OneLine() {}

  /** Returns the value in single quotes, cut if long, so that a message can go on behind it. */
  public static String quote(String value) {
    return "'" + visible(value, LONGEST_QUOTE) + "'";
  }

  /** Returns the text with its control characters shown, not sent. */
  public static String of(String text) {
    return visible(text, LONGEST_LINE);
  }

  private static String visible(String text, int longest) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), longest) + 16);
    for (int i = 0; i < text.length(); ) {
      if (line.length() >= longest) {
        return line.append("...").toString();
      }
      int character = text.codePointAt(i);
      append(line, character);
      i += Character.charCount(character);
    }
    return line.toString();
  }

  private static void append(StringBuilder line, int character) {
    switch (character) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (hidden(character)) {
          line.append(String.format("\\u%04x", character));
        } else {
          line.appendCodePoint(character);
        }
      }
    }
  }

  /** Whether a terminal would act on the character, or show nothing or something else for it. */
  private static boolean hidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
