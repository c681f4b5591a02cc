package dev.closewatch.proxy.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the service is.
 *
 * @param host a name or an IP literal, IPv6 without its brackets; or the path of a Unix socket
 * @param port 1 to 65535, 0 of a Unix socket
 * @param tls whether it is spoken to under TLS
 */
public record UpstreamUrl(String host, int port, boolean tls) {
  // Not java.net.URI: it finds no host in a URL whose name has an underscore, as in containers.
  private static final Pattern URL = Pattern.compile("(\\w+)://([^/?#]*)(.*)", Pattern.DOTALL);

  /** What the address of a socket has room for. */
  private static final int MOST_PATH_BYTES = 107;

  private static final Pattern PORT_AT_END = Pattern.compile(":([^:\\]]*)$");

  /** One that is spoken to without TLS. */
  public UpstreamUrl(String host, int port) {
    this(host, port, false);
  }

  /**
   * Reads an {@code http}, {@code ws}, {@code https} or {@code wss} URL of host and port; a path, a
   * query or user information is refused, since requests keep their own. Or {@code
   * unix:/path/of.socket}.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static UpstreamUrl parse(String text) {
    Matcher url = URL.matcher(text);
    String scheme = text.replaceFirst("(?s):.*", "").toLowerCase(Locale.ROOT);
    if (scheme.equals("unix")) {
      return new UpstreamUrl(socketFile(text), 0);
    }
    boolean tls = scheme.equals("https") || scheme.equals("wss");
    if (!url.matches() || !(tls || scheme.equals("http") || scheme.equals("ws"))) {
      throw Syntax.wrong(text, "is not an upstream URL such as http://HOST:PORT or ws://HOST:PORT");
    }
    String authority = url.group(2);
    if (authority.indexOf('@') >= 0) {
      // Not repeated: it may be a password.
      throw new IllegalArgumentException("an upstream URL cannot have a user or password");
    }
    if (!url.group(3).isEmpty() && !url.group(3).equals("/")) {
      throw Syntax.wrong(text, "has more than scheme, host and port: requests keep their own path");
    }
    Matcher portAtEnd = PORT_AT_END.matcher(authority);
    boolean hasPort = portAtEnd.find();
    String host = hasPort ? authority.substring(0, portAtEnd.start()) : authority;
    if (host.indexOf('%') >= 0) {
      throw Syntax.wrong(text, "has a % in its host");
    }
    return new UpstreamUrl(
        HostName.parse(host, text),
        hasPort ? HostName.port(portAtEnd.group(1), 1, text) : tls ? 443 : 80,
        tls);
  }

  private static String socketFile(String text) {
    String path = text.replaceFirst("(?i)^unix:(//)?", "");
    if (!path.startsWith("/") || (path.length() > 1 && path.endsWith("/"))) {
      throw Syntax.wrong(text, "is not unix: and the whole path of a socket, unix:/run/chat.sock");
    }
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_PATH_BYTES) {
      throw Syntax.wrong(text, "has a path of more than " + MOST_PATH_BYTES + " bytes");
    }
    if (path.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
      throw Syntax.wrong(text, "has a character that cannot be shown");
    }
    return path;
  }

  /** Returns whether it is a Unix socket. */
  public boolean isFile() {
    return host.startsWith("/");
  }

  /** Returns what stands for it in a Host header. */
  public String hostHeader() {
    return isFile() ? "localhost" : authority();
  }

  /** Returns the service's peer identity: host and port, or {@code unix:} and the path. */
  public String authority() {
    if (isFile()) {
      return "unix:" + host;
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return isFile() ? authority() : (tls ? "https://" : "http://") + authority();
  }
}
