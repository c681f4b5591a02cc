package dev.closewatch.proxy.handshake;

/**
 * Who is let in; shared by all event loops.
 *
 * @param connections how many clients there may be
 * @param peers how many connections each of them may have
 * @param proxyProtocol whether trusted proxies say in a header who their client is
 */
public record Admission(ConnectionLimit connections, PeerLimit peers, boolean proxyProtocol) {}
