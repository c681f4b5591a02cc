package dev.closewatch.proxy.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a drain is.
 *
 * @param state of the process
 * @param since when it has begun, or null if it has not
 * @param until when nothing will be open any more, at the latest, or null as before
 */
public record DrainStatus(ProxyState state, @Nullable Instant since, @Nullable Instant until) {}
