package dev.closewatch.proxy.observe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How open connections are to be ended; what is null is as configured.
 *
 * @param delay new connections are still accepted for so long
 * @param time for all that is open, behind that delay
 * @param code what our Close says: 1001 or 1012
 */
public record DrainOrder(
    @Nullable Duration delay, @Nullable Duration time, @Nullable Integer code) {
  /** As configured. */
  public static final DrainOrder USUAL = new DrainOrder(null, null, null);
}
