package dev.closewatch.proxy.server;

import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is said when the process starts.
 *
 * @param transport the name of how it talks to the kernel
 */
record StartWords(ProxyConfig config, String transport) {
  /** Returns one line: what is listened on, where it leads, over what, and where metrics are. */
  String startLine(int relayPort, int adminPort, Routes routes) {
    HostPort listen = new HostPort(config.listen().host(), relayPort);
    HostPort metrics = new HostPort(config.admin().host(), adminPort);
    String spoken = config.tls().inFront() ? " for wss and https" : "";
    return "listening on %s%s, relaying to %s over %s; metrics http://%s/metrics, page http://%s/"
        .formatted(listen, spoken, destinations(routes), transport, metrics, metrics);
  }

  private String destinations(Routes routes) {
    List<String> all = new ArrayList<>();
    for (Route route : routes.all()) {
      String upstreams =
          route.upstreams().all().stream()
              .map(upstream -> where(upstream.url()))
              .collect(Collectors.joining(", "));
      if (!upstreams.isEmpty()) {
        all.add(config.routes().routes().isEmpty() ? upstreams : route.name() + ": " + upstreams);
      }
    }
    return String.join("; ", all);
  }

  private static String where(UpstreamUrl url) {
    return url.tls() ? url.toString() : url.authority();
  }

  /** Returns what else should be known, each one line. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    AdminAccess access = config.adminAccess();
    if (access.auth() == AdminAuth.NONE && !config.admin().isLoopback()) {
      notes.add("whoever reaches the admin port reads all that it has: --admin-auth none");
    }
    if (config.routes().leadToFiles() && !transport.equals("epoll")) {
      notes.add(
          "over "
              + transport
              + " a service behind a Unix socket that ends its direction ends the connection both"
              + " ways; over epoll it does not");
    }
    if (config.privacy().hashes() && config.privacy().keyFile().isEmpty()) {
      notes.add(
          "names are hashed with a key of this process alone: others after a restart, and on"
              + " another replica; --privacy-key-file gives all of them one");
    }
    return notes;
  }
}
