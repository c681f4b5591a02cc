package dev.closewatch.proxy.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;

/**
 * Which hosts a route takes: one, or all names below one.
 *
 * @param name in lower case, without a dot at its end; an IPv6 address in its shortest form and
 *     without brackets
 * @param below whether the names below it are meant, however deep, and not the name itself
 */
public record HostPattern(String name, boolean below) {
  private static final String BELOW = "*.";

  static final Syntax<HostPattern> SYNTAX =
      new Syntax<>("HOST", "names, *.names, addresses", HostPattern::parse, HostPattern::toString);

  /**
   * Reads {@code example.com}, {@code *.example.com} or an address.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static HostPattern parse(String text) {
    boolean below = text.startsWith(BELOW);
    String host = below ? text.substring(BELOW.length()) : text;
    if (host.indexOf('*') >= 0) {
      throw Syntax.wrong(text, "has a * elsewhere than in front, as in *.example.com");
    }
    if (!host.startsWith("[") && host.indexOf(':') >= 0) {
      throw Syntax.wrong(text, "has a port: requests are compared without theirs");
    }
    String name = canonical(HostName.parse(host, text));
    if (below && IpAddress.parse(name) != null) {
      throw Syntax.wrong(text, "is an address: there are no names below it");
    }
    return new HostPattern(name, below);
  }

  /** Returns the one form of a host, without brackets, in which it is compared. */
  public static String canonical(String host) {
    if (host.indexOf(':') >= 0) {
      InetAddress address = IpAddress.parse(host);
      return address == null ? host : NetUtil.toAddressString(address);
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    String host = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    return below ? BELOW + host : host;
  }
}
