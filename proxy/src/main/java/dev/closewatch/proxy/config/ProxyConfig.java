package dev.closewatch.proxy.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that `proxy` can be told, checked and complete.
 *
 * @param listen where clients connect
 * @param reusePort whether it may listen there beside another closewatch
 * @param admin where metrics and the API are
 * @param routes where requests lead
 * @param drain how open connections are ended when the proxy goes away
 * @param closeTimeout wait for the answer to a Close of ours
 * @param handshakeTimeout for a request's head to arrive: 408
 * @param connectTimeout for a connection to an upstream: 502
 * @param responseTimeout for an upstream's answer: 504
 * @param idleTimeout without a byte either way, or null for never
 * @param halfCloseTimeout without a byte behind a first FIN
 * @param tcpKeepalive idle time before TCP probes whether the other end is still there
 * @param maxConnections in all; 0: from the descriptor limit
 * @param maxHeadBytes of a request or response head: 431, 502
 * @param bufferBytes that may wait for a slow reader, in each direction of a connection
 * @param trustedProxies whose forwarded headers count
 * @param hostHeader what the upstream gets as Host
 * @param requestIdHeaders where a request's id may stand, the first one found counts
 * @param listedCodes close codes that metrics show as numbers beside the registered ones
 * @param transport how the event loops talk to the kernel
 * @param warmup how long the proxy exercises itself at most before it is ready, or null for not
 * @param watch how peers are told apart and judged, and what closes mean
 * @param events where events are written, and which of them
 * @param adminAccess who is answered on the admin port
 * @param privacy what is hidden in all that leaves the relay
 * @param guards against who connects and against too much
 * @param tls certificates and keys, and whom of the upstreams to trust
 */
public record ProxyConfig(
    HostPort listen,
    boolean reusePort,
    HostPort admin,
    RoutesConfig routes,
    DrainConfig drain,
    Duration closeTimeout,
    Duration handshakeTimeout,
    Duration connectTimeout,
    Duration responseTimeout,
    @Nullable Duration idleTimeout,
    Duration halfCloseTimeout,
    Duration tcpKeepalive,
    int maxConnections,
    int maxHeadBytes,
    int bufferBytes,
    List<Cidr> trustedProxies,
    HostHeader hostHeader,
    List<String> requestIdHeaders,
    Set<Integer> listedCodes,
    TransportChoice transport,
    @Nullable Duration warmup,
    WatchConfig watch,
    EventsConfig events,
    AdminAccess adminAccess,
    PrivacyConfig privacy,
    GuardConfig guards,
    TlsConfig tls) {

  public ProxyConfig {
    trustedProxies = List.copyOf(trustedProxies);
    requestIdHeaders = List.copyOf(requestIdHeaders);
    listedCodes = Set.copyOf(listedCodes);
  }

  /** Returns the instances of the service that gets what no route takes; none if there is none. */
  public List<UpstreamUrl> upstreams() {
    return routes.upstreams();
  }

  /** Returns a short name for these values: the same on each replica that has the same ones. */
  public String hash() {
    return ConfigHash.of(this);
  }
}
