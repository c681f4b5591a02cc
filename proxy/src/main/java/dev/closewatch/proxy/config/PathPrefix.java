package dev.closewatch.proxy.config;

import java.util.List;
import java.util.regex.Pattern;

/** The beginning of the paths that a route takes, as it is written in a file. */
final class PathPrefix {
  static final String ANY = "/";

  static final Syntax<String> SYNTAX =
      new Syntax<>("PATH", "the beginning of a path", PathPrefix::parse, path -> path);

  private static final int MOST_CHARS = 256;
  private static final Pattern PLAIN = Pattern.compile("[!-~&&[^?#;*{}\\\\]]+");

  private PathPrefix() {}

  /** A slash at the end makes no difference: a prefix ends with a part of the path, whole. */
  private static String parse(String text) {
    if (!text.startsWith("/") || text.length() > MOST_CHARS) {
      throw Syntax.wrong(
          text, "is not a path: it begins with / and has at most " + MOST_CHARS + " characters");
    }
    if (text.equals(ANY)) {
      return text;
    }
    if (!PLAIN.matcher(text).matches()) {
      throw Syntax.wrong(
          text, "is not a plain path: no blanks, letters as ASCII, none of ?#;*{}\\");
    }
    String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    List<String> parts = List.of(path.substring(1).split("/", -1));
    if (parts.contains("") || parts.contains(".") || parts.contains("..")) {
      throw Syntax.wrong(text, "has an empty part, or one that is . or ..");
    }
    return path;
  }
}
