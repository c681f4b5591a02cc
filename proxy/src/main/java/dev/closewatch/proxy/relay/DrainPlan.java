package dev.closewatch.proxy.relay;

/**
 * How what is open is ended.
 *
 * @param withinNanos time for all of it, answers to our Closes included
 * @param code what our Close says: 1001 or 1012
 */
public record DrainPlan(long withinNanos, int code) {
  /**
   * Returns over what time the connections' ends begin: what is left then is for the answers to the
   * last ones, and of a short time half.
   */
  public long spreadNanos(long closeTimeoutNanos) {
    return withinNanos - Math.min(closeTimeoutNanos, withinNanos / 2);
  }
}
