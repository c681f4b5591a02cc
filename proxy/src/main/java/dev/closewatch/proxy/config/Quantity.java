package dev.closewatch.proxy.config;

import java.util.Map;
import java.util.OptionalLong;

/** A whole number and its unit, such as {@code 20s} or {@code 64KiB}. */
final class Quantity {
  /** More digits than any bound has; so many fit a long, whatever the unit. */
  private static final int MOST_DIGITS = 12;

  private Quantity() {}

  /**
   * Reads the number and multiplies it.
   *
   * @param units each unit's factor; one without a name makes the unit optional
   * @return nothing if the text is no such quantity
   */
  static OptionalLong parse(String text, Map<String, Long> units) {
    int digits = 0;
    while (digits < text.length() && isDigit(text.charAt(digits))) {
      digits++;
    }
    Long factor = units.get(text.substring(digits));
    if (digits == 0 || digits > MOST_DIGITS || factor == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.multiplyExact(Long.parseLong(text, 0, digits, 10), factor));
  }

  /** Returns the number, which has no sign, no blank and nothing but ASCII digits. */
  static OptionalLong parse(String digits) {
    return parse(digits, Map.of("", 1L));
  }

  // Not Character.isDigit: that knows the digits of forty scripts.
  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
