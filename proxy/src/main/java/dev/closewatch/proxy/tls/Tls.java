package dev.closewatch.proxy.tls;

import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.RoutesConfig;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.reload.FileWatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All TLS of a process; all event loops share it.
 *
 * @param withClients null if they connect without
 * @param withUpstreams in use if one of them is https or wss
 * @param failures of either
 */
public record Tls(
    @Nullable ServerTls withClients, UpstreamTls withUpstreams, TlsFailures failures) {

  /**
   * Reads what the configuration names.
   *
   * @throws IllegalArgumentException with one line that says what cannot be used
   */
  public static Tls of(ProxyConfig config, FileWatch watch) {
    TlsFailures failures = new TlsFailures();
    Tls tls =
        new Tls(
            config.tls().inFront() ? new ServerTls(config.tls(), watch, failures) : null,
            new UpstreamTls(config.tls(), watch, failures),
            failures);
    tls.makeReady(config.routes());
    return tls;
  }

  /**
   * Reads what upstreams are verified by, if one of these is spoken to under TLS: it takes longer
   * than an event loop may wait.
   *
   * @throws IllegalArgumentException with one line that says what cannot be used
   */
  public void makeReady(RoutesConfig routes) {
    if (routes.allUpstreams().anyMatch(UpstreamUrl::tls)) {
      withUpstreams.makeReady();
    }
  }

  /** Returns the same for clients that connect without. */
  public Tls withoutClients() {
    return new Tls(null, withUpstreams, failures);
  }

  /** Returns what should be known of it when the process starts, each one line. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (withUpstreams.inUse() && !withUpstreams.verifies()) {
      notes.add(
          "certificates of upstreams are not verified, so anybody on the way can play the service:"
              + " --upstream-verify off");
    }
    if (withClients != null && withClients.expiry().isBefore(Instant.now())) {
      notes.add("the certificate of tls-cert ended to be valid at " + withClients.expiry());
    }
    return notes;
  }
}
