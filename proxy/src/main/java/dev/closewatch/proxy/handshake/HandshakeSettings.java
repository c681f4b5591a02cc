package dev.closewatch.proxy.handshake;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.proxy.config.HostHeader;
import java.util.List;

/**
 * What the handshake is told.
 *
 * @param proxy how this process names itself in events
 * @param maxHeadBytes of a request's or a response's head
 * @param bufferBytes that are held back of either leg until the tunnel stands
 * @param handshakeTimeoutMillis for the first head of a connection to arrive
 * @param responseTimeoutMillis for the service's answer
 * @param bodyTimeoutNanos in which a body has to make {@link Progress}
 * @param hostHeader what the service gets as Host
 * @param requestIdHeaders where a request's id may stand
 * @param identity what clients are told from each other by
 */
public record HandshakeSettings(
    Opening.Observer proxy,
    int maxHeadBytes,
    int bufferBytes,
    long handshakeTimeoutMillis,
    long responseTimeoutMillis,
    long bodyTimeoutNanos,
    HostHeader hostHeader,
    List<String> requestIdHeaders,
    PeerIdentity identity) {}
