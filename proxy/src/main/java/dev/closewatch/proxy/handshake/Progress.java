package dev.closewatch.proxy.handshake;

/**
 * Whether bytes that have to move do: so many in each period of time. Who moves one now and then is
 * never idle, so to wait for silence is not enough.
 */
final class Progress {
  /** At the usual minute a modem of 1985 is fast enough. */
  static final int LEAST_BYTES = 4_096;

  private long periodStartNanos = System.nanoTime();
  private long bytesAtStart;

  /** Nothing has to move now: a period begins when something has to. */
  void rest(long bytes, long nowNanos) {
    periodStartNanos = nowNanos;
    bytesAtStart = bytes;
  }

  /**
   * Returns whether a whole period has passed in which too little moved; then the next one begins.
   *
   * @param bytes that have moved in all
   */
  boolean stalls(long bytes, long nowNanos, long periodNanos) {
    if (nowNanos - periodStartNanos < periodNanos) {
      return false;
    }
    boolean stalls = bytes - bytesAtStart < LEAST_BYTES;
    rest(bytes, nowNanos);
    return stalls;
  }
}
