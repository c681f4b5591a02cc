package dev.closewatch.proxy.handshake;

import java.util.ArrayList;
import java.util.List;

/**
 * The elements of Forwarded headers (RFC 7239 section 4). What stands in quotes separates nothing:
 * a proxy may quote a Host there, and that is the client's own text.
 */
final class ForwardedElements {
  private static final String UNREADABLE = "";

  private ForwardedElements() {}

  /** Returns what each element says of for=; "" for one that says nothing, or two things. */
  static List<String> ofFor(List<String> values) {
    List<String> hops = new ArrayList<>();
    for (String element : split(String.join(",", values), ',')) {
      String found = null;
      boolean twice = false;
      for (String pair : split(element, ';')) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).trim().equalsIgnoreCase("for")) {
          twice |= found != null;
          found = unquoted(pair.substring(equals + 1).trim());
        }
      }
      hops.add(found == null || twice ? UNREADABLE : found);
    }
    return hops;
  }

  /**
   * Splits outside of quotes; a quotation mark that is not closed makes the last part unreadable.
   */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++; // an escaped character, whatever it is
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(quoted ? UNREADABLE : text.substring(start));
    return parts;
  }

  /** No address has a quotation mark in it, escaped or not. */
  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    String inner = quoted ? value.substring(1, value.length() - 1) : value;
    return inner.indexOf('"') >= 0 ? UNREADABLE : inner;
  }
}
