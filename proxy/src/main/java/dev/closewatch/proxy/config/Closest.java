package dev.closewatch.proxy.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant by a mistyped one. */
public final class Closest {
  private static final int MOST_EDITS = 2;

  private Closest() {}

  /**
   * Returns the name that a few edits make of the typed one, the first of equals.
   *
   * <p>Dashes in front, underscores and capitals make no difference.
   */
  public static Optional<String> to(String typed, Collection<String> names) {
    String plain = plain(typed);
    int fewest = MOST_EDITS + 1;
    String closest = null;
    for (String candidate : names) {
      String name = plain(candidate);
      // In a short name two edits would make anything of anything.
      int most = name.length() < 5 ? 1 : MOST_EDITS;
      if (Math.abs(name.length() - plain.length()) > most) {
        continue;
      }
      int edits = edits(plain, name);
      if (edits <= most && edits < fewest) {
        fewest = edits;
        closest = candidate;
      }
    }
    return Optional.ofNullable(closest);
  }

  /** Without what differs between an option, a variable and other people's spelling of keys. */
  private static String plain(String typed) {
    String lower = typed.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    return lower.startsWith("--") ? lower.substring(2) : lower;
  }

  /** The Levenshtein distance, row by row. */
  private static int edits(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[above.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
