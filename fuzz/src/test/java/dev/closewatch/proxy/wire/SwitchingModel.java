package dev.closewatch.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an answer to an upgrade is a real 101 by RFC 6455 section 4.1, behind any interim
 * answers, and where its frames begin.
 */
final class SwitchingModel {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3})(?: [^\\r\\n]*)?");

  private static final Pattern LEGAL =
      Pattern.compile(
          "(?:HTTP/1\\.1 1[0-9][0-9](?: [\\t\\x20-\\x7e]*)?\r\n"
              + "(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e]*\r\n)*(?:\r\n)?)*");

  private SwitchingModel() {}

  /**
   * Returns whether every line of these heads is one that may be; if not, none need be believed.
   */
  static boolean isLegal(byte[] answer, int framesFrom) {
    String heads = new String(answer, 0, framesFrom - 2, ISO_8859_1);
    return LEGAL.matcher(heads).matches();
  }

  /** Returns the index behind the head of a real 101, or -1. */
  static int framesFrom(byte[] answer, String rightAccept) {
    String text = new String(answer, ISO_8859_1);
    int at = 0;
    while (true) {
      int end = text.indexOf("\r\n\r\n", at);
      if (end < 0) {
        return -1;
      }
      List<String> lines = List.of(text.substring(at, end).split("\r\n", -1));
      Matcher status = STATUS.matcher(lines.get(0));
      if (!status.matches()) {
        return -1;
      }
      at = end + 4;
      if (status.group(1).equals("101")) {
        return isRight(lines, rightAccept) ? at : -1;
      }
      if (!status.group(1).startsWith("1")) {
        return -1;
      }
    }
  }

  private static boolean isRight(List<String> lines, String rightAccept) {
    return values(lines, "sec-websocket-accept").equals(List.of(rightAccept))
        && lists(lines, "upgrade", "websocket")
        && lists(lines, "connection", "upgrade");
  }

  private static boolean lists(List<String> lines, String name, String token) {
    return values(lines, name).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .anyMatch(part -> part.trim().toLowerCase(Locale.ROOT).equals(token));
  }

  private static List<String> values(List<String> lines, String name) {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        values.add(line.substring(name.length() + 1).trim());
      }
    }
    return values;
  }
}
