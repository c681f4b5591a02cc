/**
 * TLS on either leg. In reading order: {@code ServerTls} is what clients meet, {@code UpstreamTls}
 * what the service meets; each puts a {@code TlsHandler} and a {@code TlsLeg} into a channel;
 * {@code TlsFailure} says why a handshake came to nothing.
 *
 * <p>Elsewhere TLS hardly shows: bytes behind these handlers are plaintext, and the end of a leg
 * looks like that of bare TCP. What differs, {@code TlsLeg} answers.
 */
@NullMarked
package dev.closewatch.proxy.tls;

import org.jspecify.annotations.NullMarked;
