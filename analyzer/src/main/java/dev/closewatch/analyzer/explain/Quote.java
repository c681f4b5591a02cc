package dev.closewatch.analyzer.explain;

/**
 * Untrusted text made fit to stand inside a sentence: short, on one line, in one direction, and
 * with no quotation mark that could end the quotation.
 */
final class Quote {
  private static final int REPLACEMENT = 0xFFFD;

  private Quote() {}

  /**
   * Returns a blank and the quoted text in brackets, or nothing if nothing can be seen of it.
   *
   * @param maxChars of a longer text so many UTF-16 units are shown
   */
  static String inBrackets(String untrusted, int maxChars) {
    String text = visible(untrusted, maxChars);
    return text.isEmpty() ? "" : " (\"" + text + "\")";
  }

  private static String visible(String untrusted, int maxChars) {
    StringBuilder text = new StringBuilder(maxChars + 1);
    boolean blankDue = false;
    for (int i = 0; i < untrusted.length(); i += Character.charCount(untrusted.codePointAt(i))) {
      int c = shown(untrusted.codePointAt(i));
      if (c == ' ') {
        blankDue = text.length() > 0;
      } else if (c >= 0) {
        if (text.length() + (blankDue ? 1 : 0) + Character.charCount(c) > maxChars) {
          return text.append('…').toString();
        }
        if (blankDue) {
          text.append(' ');
          blankDue = false;
        }
        text.appendCodePoint(c);
      }
    }
    return text.toString();
  }

  /** What stands for a character: itself, a blank, another one, or, below 0, nothing at all. */
  private static int shown(int c) {
    if (c == '"' || c == '“' || c == '”' || c == '„') {
      return '\'';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          ' ';
      case Character.FORMAT -> -1; // among them all that change the direction, or have no width
      case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> REPLACEMENT;
      default -> c;
    };
  }
}
