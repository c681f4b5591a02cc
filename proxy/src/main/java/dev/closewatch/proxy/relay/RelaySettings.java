package dev.closewatch.proxy.relay;

import org.jspecify.annotations.Nullable;

/**
 * What the relay is told, in nanoseconds and bytes.
 *
 * @param bufferBytes that may wait for a slow reader, in each direction
 * @param closeTimeoutNanos wait for the answer to a Close of ours
 * @param halfCloseTimeoutNanos without a byte behind a first FIN
 * @param idleTimeoutNanos without a byte either way, or null for never
 */
public record RelaySettings(
    int bufferBytes,
    long closeTimeoutNanos,
    long halfCloseTimeoutNanos,
    @Nullable Long idleTimeoutNanos) {}
