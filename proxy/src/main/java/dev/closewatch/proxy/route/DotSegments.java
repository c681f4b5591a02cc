package dev.closewatch.proxy.route;

import java.util.Locale;

/**
 * Finds the parts of a path by which a service may read another path than the one that is there:
 * {@code /chat/../admin} is below {@code /chat} for us and {@code /admin} for most services.
 *
 * <p>What services are known to take for dots and slashes counts as such: {@code %2e}, {@code %2f},
 * {@code %5c}, a backslash, and dots before a semicolon. Browsers resolve such parts before they
 * ask; whoever sends one wants to be misread.
 */
final class DotSegments {
  private DotSegments() {}

  static boolean in(String path) {
    if (path.indexOf('.') < 0 && path.indexOf('%') < 0) {
      return false;
    }
    String plain =
        path.toLowerCase(Locale.ROOT)
            .replace("%2e", ".")
            .replace("%2f", "/")
            .replace("%5c", "/")
            .replace("%3b", ";")
            .replace('\\', '/');
    for (String part : plain.split("/", -1)) {
      int parameters = part.indexOf(';');
      String name = parameters < 0 ? part : part.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
