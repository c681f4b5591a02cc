package dev.closewatch.analyzer.stack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Names to look for in User-Agents, all of them in one pass: {@code Chrome}, or {@code Vert.x*} for
 * any name that begins so.
 *
 * <p>A name in a User-Agent begins behind a blank, a bracket, a comma or a semicolon, and ends
 * before one of these or a slash. ASCII case makes no difference.
 */
final class UserAgentNames {
  private static final int ASCII = 128;

  private record Name(String text, boolean onlyBeginning, int id) {}

  private final List<String> notations = new ArrayList<>();

  /** By first letter, in lower case. */
  private final Name[][] byFirst = new Name[ASCII][];

  /**
   * Adds a name, unless it is there already.
   *
   * @return the bit that stands for it in {@link #in}
   * @throws IllegalArgumentException if no User-Agent can have that name
   */
  int add(String notation) {
    String lower = notation.toLowerCase(Locale.ROOT);
    int known = notations.indexOf(lower);
    if (known >= 0) {
      return known;
    }
    boolean onlyBeginning = lower.endsWith("*");
    String text = onlyBeginning ? lower.substring(0, lower.length() - 1) : lower;
    if (text.isEmpty() || !text.chars().allMatch(c -> c < ASCII && !isEnd((char) c))) {
      throw new IllegalArgumentException("'" + notation + "' is no name");
    }
    int id = notations.size();
    notations.add(lower);
    Name[] before = byFirst[text.charAt(0)];
    Name[] with = new Name[before == null ? 1 : before.length + 1];
    if (before != null) {
      System.arraycopy(before, 0, with, 0, before.length);
    }
    with[with.length - 1] = new Name(text, onlyBeginning, id);
    byFirst[text.charAt(0)] = with;
    return id;
  }

  /** Returns which of the names are among the first {@code length} characters of a text. */
  BitSet in(String text, int length) {
    BitSet found = new BitSet(notations.size());
    boolean begins = true;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (begins) {
        find(text, i, length, found);
      }
      begins = c != '/' && isEnd(c);
    }
    return found;
  }

  private void find(String text, int at, int length, BitSet found) {
    char first = lower(text.charAt(at));
    Name[] names = first < ASCII ? byFirst[first] : null;
    if (names == null) {
      return;
    }
    for (Name name : names) {
      int end = at + name.text.length();
      if (end <= length
          && (name.onlyBeginning || end == length || isEnd(text.charAt(end)))
          && isAt(text, at, name.text)) {
        found.set(name.id);
      }
    }
  }

  private static boolean isAt(String text, int at, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (lower(text.charAt(at + i)) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /** Control characters end a name as well: nobody sends them but to confuse. */
  private static boolean isEnd(char c) {
    return c <= ' ' || c == '/' || c == '(' || c == ')' || c == ';' || c == ',' || c == '"';
  }
}
