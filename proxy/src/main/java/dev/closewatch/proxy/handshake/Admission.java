package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.observe.Shedding;

/**
 * Who is let in; shared by all event loops.
 *
 * @param connections how many clients there may be
 * @param peers how many connections each of them may have
 * @param proxyProtocol whether trusted proxies say in a header who their client is
 * @param shedding what work is left undone now
 */
public record Admission(
    ConnectionLimit connections, PeerLimit peers, boolean proxyProtocol, Shedding shedding) {}
