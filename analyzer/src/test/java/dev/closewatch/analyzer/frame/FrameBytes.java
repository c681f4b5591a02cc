package dev.closewatch.analyzer.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.closewatch.analyzer.vocabulary.Sender;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes the frames of one sender, right ones and wrong ones, as bytes (RFC 6455 section 5.2).
 *
 * <pre>{@code
 * byte[] bytes = FrameBytes.from(Sender.CLIENT)
 *     .text("hi")
 *     .unmasked().ping()         // how: stands before the frame that it is about
 *     .notFinal().text("he").continuation("llo")
 *     .close(1000, "bye")
 *     .bytes();
 * }</pre>
 *
 * <p>What is not said otherwise is as the RFC wants it: FIN set, RSV bits clear, the length in its
 * shortest form, frames of a client masked and those of a service not. The masking key differs from
 * frame to frame, but is the same in each run.
 */
public final class FrameBytes {
  private static final int FIRST_KEY = 0x37FA213D;
  private static final int NEXT_KEY = 0x9E3779B9;

  private final Sender sender;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private int key = FIRST_KEY;
  private How next;

  /** How one frame is written. */
  private static final class How {
    private boolean masked;
    private int key;
    private boolean last = true;
    private int reservedBits;
    private LengthForm form = LengthForm.SHORTEST;
    private boolean claims;
    private long claimedBytes;
    private boolean asked;

    private How(boolean masked, int key) {
      this.masked = masked;
      this.key = key;
    }
  }

  private enum LengthForm {
    SHORTEST,
    BITS_16,
    BITS_64
  }

  private FrameBytes(Sender sender) {
    this.sender = sender;
    next = new How(sender == Sender.CLIENT, key);
  }

  /** Returns no frames yet, of this sender. */
  public static FrameBytes from(Sender sender) {
    return new FrameBytes(sender);
  }

  /** Leaves out the next frame's mask, which is a violation of a client. */
  public FrameBytes unmasked() {
    how().masked = false;
    return this;
  }

  /** Masks the next frame, which is a violation of a service. */
  public FrameBytes masked() {
    how().masked = true;
    return this;
  }

  /** Masks the next frame with this key. */
  public FrameBytes maskedWith(int maskingKey) {
    how().masked = true;
    how().key = maskingKey;
    return this;
  }

  /** Gives the next frame FIN=0: there is more of it to come. */
  public FrameBytes notFinal() {
    how().last = false;
    return this;
  }

  /** Sets RSV1 in the next frame: compressed, where permessage-deflate was accepted. */
  public FrameBytes rsv1() {
    return rsv(0b100);
  }

  /** Sets the next frame's RSV1 to RSV3: 0 to 7, RSV1 being 4. */
  public FrameBytes rsv(int bits) {
    if (bits < 0 || bits > 7) {
      throw new IllegalArgumentException("three bits, not " + bits);
    }
    how().reservedBits = bits << 4;
    return this;
  }

  /** Writes the next frame's length in the 16-bit form, however small it is. */
  public FrameBytes length16() {
    how().form = LengthForm.BITS_16;
    return this;
  }

  /** Writes the next frame's length in the 64-bit form, however small it is. */
  public FrameBytes length64() {
    how().form = LengthForm.BITS_64;
    return this;
  }

  /**
   * Writes another length into the next frame than its payload has; unsigned, so that a negative
   * one has its top bit set.
   */
  public FrameBytes claiming(long payloadBytes) {
    how().claims = true;
    how().claimedBytes = payloadBytes;
    return this;
  }

  /** A text frame. */
  public FrameBytes text(String text) {
    return frame(0x1, text.getBytes(UTF_8));
  }

  /** A binary frame. */
  public FrameBytes binary(byte... payload) {
    return frame(0x2, payload);
  }

  /** A binary frame of that many bytes. */
  public FrameBytes binaryOf(int payloadBytes) {
    return frame(0x2, some(payloadBytes));
  }

  /** A continuation frame; the last one of its message unless {@link #notFinal} stands before. */
  public FrameBytes continuation(String text) {
    return frame(0x0, text.getBytes(UTF_8));
  }

  /** A whole text message in that many frames. */
  public FrameBytes fragments(String... texts) {
    for (int i = 0; i < texts.length; i++) {
      if (i < texts.length - 1) {
        notFinal();
      }
      if (i == 0) {
        text(texts[i]);
      } else {
        continuation(texts[i]);
      }
    }
    return this;
  }

  /** A ping with no payload. */
  public FrameBytes ping() {
    return ping("");
  }

  /** A ping. */
  public FrameBytes ping(String text) {
    return frame(0x9, text.getBytes(UTF_8));
  }

  /** A pong with no payload. */
  public FrameBytes pong() {
    return pong("");
  }

  /** A pong. */
  public FrameBytes pong(String text) {
    return frame(0xA, text.getBytes(UTF_8));
  }

  /** A Close with no payload: legal, and what APIs report as 1005. */
  public FrameBytes emptyClose() {
    return closePayload();
  }

  /** A Close with a code, be it one that may be sent or not, and no reason. */
  public FrameBytes close(int code) {
    return close(code, "");
  }

  /** A Close with a code and a reason. */
  public FrameBytes close(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(Short.BYTES + text.length);
    return closePayload(payload.putShort((short) code).put(text).array());
  }

  /** A Close with this payload. */
  public FrameBytes closePayload(byte... payload) {
    return frame(0x8, payload);
  }

  /** A frame of any kind. */
  public FrameBytes frame(int opcode, byte... payload) {
    How how = next;
    long length = how.claims ? how.claimedBytes : payload.length;
    write(how.last ? 0x80 | how.reservedBits | opcode : how.reservedBits | opcode);
    writeLength(how, length);
    if (how.masked) {
      writeInt(how.key);
    }
    for (int i = 0; i < payload.length; i++) {
      int keyByte = how.masked ? how.key >>> (24 - 8 * (i % 4)) : 0;
      write(payload[i] ^ keyByte);
    }
    key += NEXT_KEY;
    next = new How(sender == Sender.CLIENT, key);
    return this;
  }

  /** Bytes as they are, whatever they mean: low eight bits of each. */
  public FrameBytes raw(int... bytes) {
    for (int value : bytes) {
      write(value);
    }
    return this;
  }

  /** Takes back the last bytes: what is left when a connection breaks within a frame. */
  public FrameBytes withoutLast(int count) {
    byte[] all = bytes();
    written.reset();
    written.write(all, 0, all.length - count);
    return this;
  }

  /** Returns all that was written, as an array of the caller's own. */
  public byte[] bytes() {
    if (next.asked) {
      throw new IllegalStateException("it was said how the next frame is written, but none came");
    }
    return written.toByteArray();
  }

  /** Returns how many bytes have been written. */
  public int size() {
    return written.size();
  }

  /** Returns whose frames these are. */
  public Sender sender() {
    return sender;
  }

  /** Returns that many bytes, none of them like its neighbour. */
  private static byte[] some(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 7 + 1);
    }
    return bytes;
  }

  private How how() {
    next.asked = true;
    return next;
  }

  private void writeLength(How how, long length) {
    int maskBit = how.masked ? 0x80 : 0;
    boolean fitsIn7Bits = length >= 0 && length <= 125;
    boolean fitsIn16Bits = length >= 0 && length <= 0xFFFF;
    if (how.form == LengthForm.BITS_64 || !fitsIn16Bits) {
      write(maskBit | 127);
      writeInt((int) (length >>> 32));
      writeInt((int) length);
    } else if (how.form == LengthForm.BITS_16 || !fitsIn7Bits) {
      write(maskBit | 126);
      write((int) length >>> 8);
      write((int) length);
    } else {
      write(maskBit | (int) length);
    }
  }

  private void writeInt(int value) {
    written.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  private void write(int value) {
    written.write(value);
  }

  @Override
  public String toString() {
    return sender.label() + " " + Arrays.toString(written.toByteArray());
  }
}
