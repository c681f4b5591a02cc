package dev.closewatch.proxy.admin;

import dev.closewatch.proxy.event.SafeJson;

/** A request's parameter that cannot be understood; the message says which, and what it was. */
final class BadParameter extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN_CHARS = 64;

  /**
   * Creates the message {@code limit must be a number, not 'ten'}.
   *
   * @param name of the parameter; untrusted as well, so cut as the value is
   * @param rule what it must be, such as "must be a number"
   */
  BadParameter(String name, String rule, String value) {
    super(shown(name) + " " + rule + ", not '" + shown(value) + "'");
  }

  private static String shown(String text) {
    String cut = SafeJson.cut(text, MAX_SHOWN_CHARS);
    return cut.length() < text.length() ? cut + "..." : cut;
  }
}
