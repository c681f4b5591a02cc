/**
 * HTTP/1.1 in front of the relay: requests are passed to the service header for header, its answers
 * back; a valid 101 turns both legs into a tunnel, anything else stays HTTP.
 *
 * <p>In reading order: {@code ClientHandler} sits on a client's leg and makes an {@code Exchange}
 * of each request; {@code UpstreamHandler} sits on the leg to the service. {@code Upgrade} says
 * what a WebSocket handshake is, {@code HopByHop} which headers end at each hop, {@code
 * ForwardedHeaders} who the client is.
 */
@NullMarked
package dev.closewatch.proxy.handshake;

import org.jspecify.annotations.NullMarked;
