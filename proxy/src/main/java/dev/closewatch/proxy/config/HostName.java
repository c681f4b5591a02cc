package dev.closewatch.proxy.config;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The host of an address: a name or an IP literal, told apart without asking a name server. */
final class HostName {
  /** Underscores are no part of host names (RFC 1123), but container networks use them. */
  private static final Predicate<String> NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*\\.?")
          .asMatchPredicate();

  private static final Predicate<String> DIGITS_AND_DOTS =
      Pattern.compile("[0-9.]+").asMatchPredicate();

  private HostName() {}

  /**
   * Reads a name, an IPv4 address or an IPv6 address in brackets, which are taken off.
   *
   * @param whole the value that the host is a part of, for the message
   */
  static String parse(String host, String whole) {
    if (host.startsWith("[") && host.endsWith("]")) {
      String address = host.substring(1, host.length() - 1);
      if (address.indexOf(':') < 0 || IpAddress.parse(address) == null) {
        throw Syntax.wrong(whole, "has no IPv6 address in its brackets");
      }
      return address;
    }
    if (host.indexOf(':') >= 0) {
      throw Syntax.wrong(whole, "is unclear: an IPv6 address needs brackets, [ADDRESS]:PORT");
    }
    // Digits and dots that are no address would be asked of a name server, or read as octal.
    boolean fit = DIGITS_AND_DOTS.test(host) ? IpAddress.parse(host) != null : NAME.test(host);
    if (!fit) {
      throw Syntax.wrong(
          whole, "has no host name or IP address in front of its port: " + OneLine.quote(host));
    }
    return host;
  }

  /** Reads the port, {@code least} to 65535. */
  static int port(String digits, int least, String whole) {
    long port = Quantity.parse(digits).orElse(-1);
    if (port < least || port > 65535) {
      throw Syntax.wrong(whole, "has no port from " + least + " to 65535 at its end");
    }
    return (int) port;
  }
}
