package dev.closewatch.proxy.demo;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Cuts one direction of a byte stream into frames, payloads included, and hands on whatever comes:
 * what is illegal is for its owner to judge. It keeps at most one frame of the longest length
 * taken.
 */
final class FrameParser {
  /** The longest payload that is taken; a longer one is skipped. */
  static final int MAX_PAYLOAD_BYTES = 64 * 1024;

  private final Consumer<Frame> frames;
  private Buffer pending = Buffer.buffer();
  private long bytesToSkip;

  FrameParser(Consumer<Frame> frames) {
    this.frames = frames;
  }

  void read(Buffer data) {
    pending.appendBuffer(data);
    int at = skipped(0);
    int end = frameAt(at);
    while (end >= 0) {
      at = skipped(end);
      end = frameAt(at);
    }
    if (at > 0) {
      pending = pending.getBuffer(at, pending.length());
    }
  }

  private int skipped(int at) {
    int count = (int) Math.min(bytesToSkip, pending.length() - at);
    bytesToSkip -= count;
    return at + count;
  }

  /** Hands on the frame that begins here; returns where the next one begins, -1 if bytes lack. */
  private int frameAt(int at) {
    int available = pending.length() - at;
    if (available < 2) {
      return -1;
    }
    int second = pending.getUnsignedByte(at + 1);
    boolean masked = (second & 0x80) != 0;
    int shortLength = second & 0x7F;
    int lengthBytes = shortLength < 126 ? 0 : shortLength == 126 ? Short.BYTES : Long.BYTES;
    int headerBytes = 2 + lengthBytes + (masked ? Integer.BYTES : 0);
    if (available < headerBytes) {
      return -1;
    }
    long length =
        switch (lengthBytes) {
          case Short.BYTES -> pending.getUnsignedShort(at + 2);
          case Long.BYTES -> pending.getLong(at + 2);
          default -> shortLength;
        };
    int firstByte = pending.getUnsignedByte(at);
    int payloadAt = at + headerBytes;
    if (length < 0 || length > MAX_PAYLOAD_BYTES) {
      bytesToSkip = length < 0 ? Long.MAX_VALUE : length;
      frames.accept(new Frame(firstByte, masked, Buffer.buffer(), true));
      return payloadAt;
    }
    int payloadBytes = (int) length;
    if (available - headerBytes < payloadBytes) {
      return -1;
    }
    byte[] payload = pending.getBytes(payloadAt, payloadAt + payloadBytes);
    if (masked) {
      Frame.masked(payload, pending.getInt(payloadAt - Integer.BYTES));
    }
    frames.accept(new Frame(firstByte, masked, Buffer.buffer(payload), false));
    return payloadAt + payloadBytes;
  }
}
