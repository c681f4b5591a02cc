package dev.closewatch.proxy.config;

import java.net.InetAddress;
import java.util.List;

/** The part of {@link Settings} that says how the service is found. */
final class UpstreamSettings {
  private static final int DNS_PORT = 53;

  static final Setting<List<HostPort>> DNS_SERVERS =
      Setting.many(
          Section.ADDRESSES,
          "dns-servers",
          new Syntax<>(
              "IP", "addresses, IP or IP:PORT", UpstreamSettings::server, HostPort::toString),
          10,
          List.of(),
          config -> config.routes().dnsServers(),
          "Who is asked for the addresses of upstreams that are given by name; without it those of"
              + " the system.");

  private UpstreamSettings() {}

  private static HostPort server(String text) {
    InetAddress alone = IpAddress.parse(text);
    HostPort server = alone == null ? HostPort.parse(text) : new HostPort(text, DNS_PORT);
    if (server.port() == 0 || IpAddress.parse(server.host()) == null) {
      throw Syntax.wrong(text, "is not an IP address, or IP:PORT");
    }
    return server;
  }
}
