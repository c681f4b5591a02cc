package dev.closewatch.proxy.handshake;

import java.net.InetAddress;

/**
 * Who is at the other end of a client's connection, before a word of HTTP has been read.
 *
 * @param address of its socket, or of its client by the PROXY protocol
 * @param trusted whether it is believed what its headers say of others
 */
record Caller(InetAddress address, boolean trusted) {}
