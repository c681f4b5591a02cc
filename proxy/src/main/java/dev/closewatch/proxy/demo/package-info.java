/**
 * What {@code closewatch demo} runs around the proxy: a service with policies of its own behind it,
 * and simulated peers in front of it that behave and misbehave.
 *
 * <p>Neither uses a WebSocket library: one would correct, or refuse to send, just what is to be
 * shown.
 */
@NullMarked
package dev.closewatch.proxy.demo;

import org.jspecify.annotations.NullMarked;
