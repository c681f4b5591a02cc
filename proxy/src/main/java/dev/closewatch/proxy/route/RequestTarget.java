package dev.closewatch.proxy.route;

import dev.closewatch.proxy.config.HostPattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request is addressed, raw: nothing is decoded, and no part of a path taken away, since
 * the service does not say how it reads them.
 *
 * @param host in the form in which hosts are compared, without the port, or null if there is none
 *     that could be one
 * @param path without the query
 */
public record RequestTarget(@Nullable String host, String path) {
  private static final String BEHIND_SCHEME = "://";

  /** No host has more; without a bound each dot of one would be a name to look up. */
  private static final int MOST_CHARS = 300;

  /**
   * Reads a request's target and its {@code Host}. A whole URL as target is what it is addressed
   * to, whatever its {@code Host} says (RFC 9112 section 3.2.2).
   */
  public static RequestTarget of(String target, @Nullable String hostHeader) {
    String authority = authority(target);
    String host = authority == null ? hostHeader : authority;
    return new RequestTarget(host == null ? null : host(host), path(target));
  }

  /** Returns whether a target names another host than {@code Host} does. */
  static boolean namesTwoHosts(String target, @Nullable String hostHeader) {
    String authority = authority(target);
    return authority != null
        && (hostHeader == null || !authority.equalsIgnoreCase(hostHeader.strip()));
  }

  /** Returns the path of a target, without its query and its fragment, which may hold secrets. */
  public static String path(String target) {
    String path = target;
    int scheme = scheme(target);
    if (scheme >= 0) {
      int slash = target.indexOf('/', scheme + BEHIND_SCHEME.length());
      int query = target.indexOf('?', scheme);
      path = slash < 0 || (query >= 0 && query < slash) ? "/" : target.substring(slash);
    }
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '?' || path.charAt(i) == '#') {
        return path.substring(0, i);
      }
    }
    return path;
  }

  /** Returns what stands between scheme and path of a whole URL, or null if it is none. */
  private static @Nullable String authority(String target) {
    int scheme = scheme(target);
    if (scheme < 0) {
      return null;
    }
    int from = scheme + BEHIND_SCHEME.length();
    int to = from;
    while (to < target.length() && "/?#".indexOf(target.charAt(to)) < 0) {
      to++;
    }
    return target.substring(from, to);
  }

  /** Returns the length of the scheme, or -1 if the target does not begin with one. */
  private static int scheme(String target) {
    int i = 0;
    while (i < target.length() && isOfScheme(target.charAt(i))) {
      i++;
    }
    return i > 0 && target.startsWith(BEHIND_SCHEME, i) ? i : -1;
  }

  private static boolean isOfScheme(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '-'
        || c == '.';
  }

  private static @Nullable String host(String authority) {
    String text = authority.strip();
    if (text.length() > MOST_CHARS) {
      return null;
    }
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end > 0 && isPort(text, end + 1)
          ? HostPattern.canonical(text.substring(1, end))
          : null;
    }
    int colon = text.indexOf(':');
    int end = colon < 0 ? text.length() : colon;
    return end > 0 && isPort(text, end) ? HostPattern.canonical(text.substring(0, end)) : null;
  }

  private static boolean isPort(String text, int from) {
    if (from == text.length()) {
      return true;
    }
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.charAt(from) == ':';
  }
}
