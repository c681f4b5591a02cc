package dev.closewatch.analyzer.close;

/**
 * What a conforming WebSocket API reports on one side.
 *
 * @param code the code; 1005 for an empty Close, 1006 for none; {@link Close#NO_CODE} where it
 *     cannot be told
 * @param reason the reason that came with it, "" when absent
 */
public record Seen(int code, String reason) {
  static final Seen NOTHING = new Seen(CloseCodes.ABNORMAL_CLOSURE, "");
  static final Seen UNKNOWN = new Seen(Close.NO_CODE, "");
}
