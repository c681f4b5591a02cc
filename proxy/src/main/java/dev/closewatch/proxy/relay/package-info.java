/**
 * The way of the bytes, from the 101 to the end of both legs. In reading order: {@code OpenTunnels}
 * holds what is open on one event loop; a {@code Tunnel} is one connection; its two {@code
 * HalfTunnel}s carry one direction each; a {@code Tap} looks at what passes.
 *
 * <p>Both legs of a connection live on one event loop, and everything here runs on that loop: there
 * is no lock in this package.
 */
@NullMarked
package dev.closewatch.proxy.relay;

import org.jspecify.annotations.NullMarked;
