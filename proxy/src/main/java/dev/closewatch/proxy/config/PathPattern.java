package dev.closewatch.proxy.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Paths that are shown as one, since a part of them is an id or a token.
 *
 * <pre>
 *   /room/{id}/{token}   each {name} stands for one part between slashes, whatever is in it
 *   /t/*&#47;ws              so does *
 *   /files/**            at the end: whatever follows, if anything
 * </pre>
 */
public final class PathPattern {
  private static final int MOST_CHARS = 256;
  private static final String REST = "**";
  private static final Pattern NAMED = Pattern.compile("\\{[A-Za-z0-9_-]{1,32}\\}|\\*");
  private static final Pattern LITERAL = Pattern.compile("[^{}*?#;\\s\\p{Cntrl}]*");

  static final Syntax<PathPattern> SYNTAX =
      new Syntax<>("PATTERN", "paths with {name}, * or **", PathPattern::parse, p -> p.text);

  private final String text;
  private final List<String> parts;
  private final boolean open;

  private PathPattern(String text, List<String> parts, boolean open) {
    this.text = text;
    this.parts = parts;
    this.open = open;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static PathPattern parse(String text) {
    if (!text.startsWith("/") || text.length() > MOST_CHARS) {
      throw Syntax.wrong(text, "is not a path of at most " + MOST_CHARS + " characters");
    }
    List<String> parts = split(text);
    boolean open = parts.get(parts.size() - 1).equals(REST);
    List<String> fixed = open ? parts.subList(0, parts.size() - 1) : parts;
    for (String part : fixed) {
      if (!NAMED.matcher(part).matches() && !LITERAL.matcher(part).matches()) {
        throw Syntax.wrong(
            text, "has a part that is neither plain nor {name} nor *: " + OneLine.quote(part));
      }
    }
    return new PathPattern(text, List.copyOf(fixed), open);
  }

  /** Returns whether a path, without its query, is one of these; a slash at its end is one more. */
  public boolean matches(String path) {
    if (!path.startsWith("/")) {
      return false;
    }
    List<String> found = split(path);
    int size = found.size();
    if (size == parts.size() + 1 && found.get(size - 1).isEmpty()) {
      size--;
    }
    if (open ? size < parts.size() : size != parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (!NAMED.matcher(part).matches() && !part.equals(found.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the pattern as it was written: what is shown. */
  @Override
  public String toString() {
    return text;
  }
}
