package dev.closewatch.proxy.privacy;

import dev.closewatch.proxy.config.PathPattern;
import dev.closewatch.proxy.config.PrivacyConfig;
import dev.closewatch.proxy.config.UnmatchedPaths;
import dev.closewatch.proxy.route.RequestTarget;
import java.util.List;

/** What is shown of a request's path: never a query, a fragment, a password or a parameter. */
final class ShownPaths {
  private static final String OTHER = "other";

  private final List<PathPattern> patterns;
  private final boolean other;
  private final boolean scrubs;

  ShownPaths(PrivacyConfig config) {
    patterns = config.pathPatterns();
    other = config.unmatchedPaths() == UnmatchedPaths.OTHER;
    scrubs = config.scrubs();
  }

  String of(String target) {
    String path = plain(target);
    for (PathPattern pattern : patterns) {
      if (pattern.matches(path)) {
        return pattern.toString();
      }
    }
    if (other && !path.isEmpty()) {
      return OTHER;
    }
    return scrubs ? Scrubber.scrub(path) : path;
  }

  /**
   * A request's target can be a whole URL, with a password in it; and a part of a path can have
   * parameters behind a semicolon, where some servers put their session.
   */
  private static String plain(String target) {
    String path = RequestTarget.path(target);
    return path.indexOf(';') < 0 ? path : path.replaceAll(";[^/]*", "");
  }
}
