package dev.closewatch.proxy.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A handshake that was not upgraded: what a browser reports as 1006 too. Texts are untrusted and
 * bounded in length.
 *
 * @param id unique among all events
 * @param requestId what other systems call it, or null
 * @param route the configured route
 * @param at wall time of the end
 * @param peer the identity that the client is counted under
 * @param address the client's address without the port
 * @param userAgent the client's User-Agent, or null
 * @param host the Host header, or null
 * @param path without the query; "" if the request could not be read
 * @param origin the Origin header, or null
 * @param servicePeer the upstream that was asked, host and port, or null if none was
 * @param outcome what became of it
 * @param status the status that the client got, 0 for none
 * @param durationNanos from the request's head to the outcome
 */
public record HandshakeEvent(
    String id,
    @Nullable String requestId,
    String route,
    Instant at,
    String peer,
    String address,
    @Nullable String userAgent,
    @Nullable String host,
    String path,
    @Nullable String origin,
    @Nullable String servicePeer,
    HandshakeOutcome outcome,
    int status,
    long durationNanos) {}
