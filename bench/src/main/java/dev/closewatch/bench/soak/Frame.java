package dev.closewatch.bench.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A frame whose payload follows from a seed, so that who has sent it need not keep it.
 *
 * @param firstByte FIN and opcode
 */
record Frame(int firstByte, long seed, int length) {
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;
  static final int FIN = 0x80;

  /** Instead of a Close's code. */
  static final int EMPTY = -1;

  static final int ONE_BYTE = -2;
  static final int NONE = -3;

  /** Returns it as a client sends it. */
  ByteBuf masked(ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(14 + length);
    int key = (int) (mix(~seed) >>> 32);
    header(out, firstByte, length, true);
    out.writeInt(key);
    for (int i = 0; i < length; i++) {
      out.writeByte(payload(i) ^ (key >>> (24 - 8 * (i & 3))));
    }
    return out;
  }

  /** Returns a byte of the payload; a text's is ASCII. */
  byte payload(int index) {
    long word = mix(seed + (index >>> 3));
    int value = (int) (word >>> (8 * (index & 7)));
    return (byte) ((firstByte & 0xF) == BINARY ? value : (value & 0x3F) + 0x40);
  }

  boolean isPayload(ByteBuf bytes) {
    if (bytes.readableBytes() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != payload(i)) {
        return false;
      }
    }
    return true;
  }

  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Writes a header without its key. */
  static void header(ByteBuf out, int firstByte, int length, boolean masked) {
    int mask = masked ? 0x80 : 0;
    out.writeByte(firstByte);
    if (length < 126) {
      out.writeByte(mask | length);
    } else if (length < 65_536) {
      out.writeByte(mask | 126).writeShort(length);
    } else {
      out.writeByte(mask | 127).writeLong(length);
    }
  }

  /**
   * Returns a Close.
   *
   * @param code or {@link #EMPTY}, {@link #ONE_BYTE}
   * @param reason left out if there is no code
   */
  static ByteBuf close(int code, String reason, boolean masked) {
    ByteBuf payload = Unpooled.buffer();
    if (code >= 0) {
      payload.writeShort(code).writeCharSequence(reason, StandardCharsets.US_ASCII);
    } else if (code == ONE_BYTE) {
      payload.writeByte(3);
    }
    ByteBuf out = Unpooled.buffer();
    header(out, FIN | CLOSE, payload.readableBytes(), masked);
    if (masked) {
      out.writeInt(0); // a key that changes nothing
    }
    return out.writeBytes(payload);
  }
}
