package dev.closewatch.proxy.config;

import java.net.InetAddress;

/**
 * An address to listen on.
 *
 * @param host a name or an IP literal, IPv6 without its brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
  /** The syntax of such an address, as a value of an option. */
  public static final Syntax<HostPort> SYNTAX =
      new Syntax<>("HOST:PORT", "", HostPort::parse, HostPort::toString);

  /**
   * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code :PORT} (all IPv4 addresses).
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.contains("://")) {
      throw Syntax.wrong(text, "is not HOST:PORT");
    }
    String host = colon == 0 ? "0.0.0.0" : HostName.parse(text.substring(0, colon), text);
    return new HostPort(host, HostName.port(text.substring(colon + 1), 0, text));
  }

  /** Returns whether only this machine can reach it; of names, only localhost is known to be so. */
  public boolean isLoopback() {
    InetAddress address = IpAddress.parse(host);
    return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
