package dev.closewatch.proxy.demo;

import dev.closewatch.analyzer.close.Close;
import io.vertx.core.buffer.Buffer;

/**
 * One WebSocket frame as it was on the wire (RFC 6455 section 5.2), legal or not.
 *
 * @param firstByte FIN, RSV bits and opcode
 * @param masked whether it came with a mask
 * @param payload unmasked; empty where the frame is oversized
 * @param oversized whether it was too long for its reader, which skips its payload
 */
record Frame(int firstByte, boolean masked, Buffer payload, boolean oversized) {
  static final int FIN = 0x80;
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final int MASK_BIT = 0x80;
  private static final int LENGTH_IN_2_BYTES = 126;
  private static final int LENGTH_IN_8_BYTES = 127;

  int opcode() {
    return firstByte & 0x0F;
  }

  boolean isFinal() {
    return (firstByte & FIN) != 0;
  }

  boolean hasReservedBits() {
    return (firstByte & 0x70) != 0;
  }

  /** Returns a frame as a service must send it. */
  static Buffer unmasked(int firstByte, Buffer payload) {
    return header(firstByte, 0, payload.length()).appendBuffer(payload);
  }

  /** Returns a frame as a client must send it. */
  static Buffer masked(int firstByte, Buffer payload, int maskingKey) {
    return header(firstByte, MASK_BIT, payload.length())
        .appendInt(maskingKey)
        .appendBytes(masked(payload.getBytes(), maskingKey));
  }

  /** Returns the payload of a Close with a code and a reason. */
  static Buffer closePayload(int code, String reason) {
    return Buffer.buffer().appendUnsignedShort(code).appendString(reason);
  }

  /**
   * Returns the payload that answers this Close as browsers do: nothing by nothing, a legal code by
   * itself, anything else by 1002.
   */
  Buffer answerToClose() {
    if (payload.length() == 0) {
      return payload;
    }
    Close close = Close.read(payload.getBytes(), payload.length());
    return closePayload(close.legal() ? close.code() : 1002, "");
  }

  /** Masks the bytes, or takes the mask off, in place (section 5.3). */
  static byte[] masked(byte[] bytes, int maskingKey) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= (byte) (maskingKey >>> (24 - 8 * (i & 3)));
    }
    return bytes;
  }

  private static Buffer header(int firstByte, int maskBit, int length) {
    Buffer header = Buffer.buffer(length + 14).appendByte((byte) firstByte);
    if (length < LENGTH_IN_2_BYTES) {
      return header.appendByte((byte) (maskBit | length));
    }
    if (length <= 0xFFFF) {
      return header.appendByte((byte) (maskBit | LENGTH_IN_2_BYTES)).appendUnsignedShort(length);
    }
    return header.appendByte((byte) (maskBit | LENGTH_IN_8_BYTES)).appendLong(length);
  }
}
