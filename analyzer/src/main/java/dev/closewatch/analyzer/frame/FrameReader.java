package dev.closewatch.analyzer.frame;

import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one direction from bytes in any cut (RFC 6455 section 5.2).
 *
 * <p>An endpoint has to fail a connection at the first violation; an observer must not: every
 * violation is told by name and reading goes on with the next frame. One thing leaves no way on, a
 * 64-bit length with its top bit set; then the reader says so and tells nothing more.
 *
 * <pre>
 *            +--------------------- next frame ----------------------+
 *            v                                                       |
 *         header --- complete, payload > 0 ---> payload --- read ----+
 *            |  \--- complete, payload = 0 --------------------------+
 *            |
 *            +--- top bit of a 64-bit length ---> unreadable
 * </pre>
 *
 * <p>Payloads are skipped, not looked at; only that of the first Close is kept, at most 125 bytes.
 * Nothing is allocated for a frame. Not thread-safe: one reader, one thread at a time.
 */
public final class FrameReader {
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int MAX_HEADER_BYTES = 14;
  private static final int MAX_CONTROL_PAYLOAD_BYTES = 125;
  private static final int NONE = -1;

  private final Sender sender;
  private final ReservedBits reservedBits;
  private final FrameListener listener;

  // The header being read: how many of its bytes have come, and what they said.
  private int headerBytesRead;
  private int firstByte;
  private int secondByte;
  private long payloadBytes;
  private int maskingKey;

  private long payloadBytesLeft;
  private byte @Nullable [] closePayload;
  private boolean endsMessage;
  private boolean messageOpen;
  private boolean closeRead;
  private int closeEnd = NONE;
  private boolean unreadable;

  /**
   * Creates a reader at the first byte behind the handshake.
   *
   * @param sender whose frames these are; decides which masks are violations
   * @param reservedBits what the accepted extensions allow
   * @param listener told of everything, on the thread that calls {@link #read}
   */
  public FrameReader(Sender sender, ReservedBits reservedBits, FrameListener listener) {
    this.sender = sender;
    this.reservedBits = reservedBits;
    this.listener = listener;
  }

  /**
   * Reads the bytes at indexes {@code from} (inclusive) to {@code to} (exclusive); position and
   * limit of the buffer are neither used nor changed.
   *
   * @param bytes big-endian, as {@link ByteBuffer} is by default
   * @param stopAtFrameEnd whether to return as soon as a frame has ended
   * @return the index behind the last byte read: {@code to}, or less when stopped at a frame's end
   */
  public int read(ByteBuffer bytes, int from, int to, boolean stopAtFrameEnd) {
    int at = from;
    closeEnd = NONE;
    while (at < to) {
      if (payloadBytesLeft > 0) {
        at = readPayload(bytes, at, to);
      } else if (headerBytesRead == 0 && to - at >= MAX_HEADER_BYTES) {
        at = readWholeHeader(bytes, at);
      } else if (!unreadable) {
        readHeaderByte(bytes, at++);
      } else {
        return to;
      }
      if (stopAtFrameEnd && betweenFrames()) {
        return at;
      }
    }
    return at;
  }

  /**
   * Returns the index behind the first Close's last byte if the latest {@link #read} read that
   * byte, else -1.
   */
  public int closeEnd() {
    return closeEnd;
  }

  /** Returns whether the last byte read was the last of a frame, or none has been read yet. */
  public boolean betweenFrames() {
    return headerBytesRead == 0 && !unreadable;
  }

  /** Returns whether the reader was lost: nothing after that point is known. */
  public boolean isUnreadable() {
    return unreadable;
  }

  /** Returns what would be cut if the stream ended now. */
  public CutIn cutIn() {
    if (unreadable) {
      return CutIn.NONE;
    }
    if (headerBytesRead > 0) {
      return opcodeBits() == 0x8 ? CutIn.CLOSE_FRAME : CutIn.FRAME;
    }
    return messageOpen ? CutIn.MESSAGE : CutIn.NONE;
  }

  /** The common case: all of the header lies in front of us. */
  private int readWholeHeader(ByteBuffer bytes, int from) {
    int at = from;
    firstByte = bytes.get(at++) & 0xFF;
    secondByte = bytes.get(at++) & 0xFF;
    int shortLength = secondByte & 0x7F;
    if (shortLength < 126) {
      payloadBytes = shortLength;
    } else if (shortLength == 126) {
      payloadBytes = bytes.getShort(at) & 0xFFFF;
      at += Short.BYTES;
    } else {
      payloadBytes = bytes.getLong(at);
      at += Long.BYTES;
    }
    if ((secondByte & MASKED) != 0) {
      maskingKey = bytes.getInt(at);
      at += Integer.BYTES;
    }
    headerBytesRead = at - from;
    headerComplete(at);
    return at;
  }

  /** The same, a byte at a time, for a header that the network has cut. */
  private void readHeaderByte(ByteBuffer bytes, int at) {
    int value = bytes.get(at) & 0xFF;
    int index = headerBytesRead++;
    if (index == 0) {
      firstByte = value;
      return;
    }
    if (index == 1) {
      secondByte = value;
      int shortLength = value & 0x7F;
      payloadBytes = shortLength < 126 ? shortLength : 0;
    } else if (index < 2 + lengthBytes()) {
      payloadBytes = payloadBytes << 8 | value;
    } else {
      maskingKey = maskingKey << 8 | value;
    }
    if (headerBytesRead == 2 + lengthBytes() + maskBytes()) {
      headerComplete(at + 1);
    }
  }

  private void headerComplete(int end) {
    if (closeRead) {
      tellWhatFollowsTheClose();
    } else {
      tellViolations();
      followMessages();
    }
    if (payloadBytes < 0) {
      unreadable = true;
      closePayload = null;
      listener.unreadable();
      return;
    }
    if (opcodeBits() == 0x8 && !closeRead && wellFormedClose()) {
      closePayload = new byte[(int) payloadBytes];
    }
    payloadBytesLeft = payloadBytes;
    if (payloadBytesLeft == 0) {
      frameComplete(end);
    }
  }

  /** Section 5.5.1: behind a Close no data may come; anything else there is of no interest. */
  private void tellWhatFollowsTheClose() {
    if (opcodeBits() < 0x8) {
      listener.violation(Violation.DATA_AFTER_CLOSE);
    } else if (opcodeBits() == 0x8) {
      listener.violation(Violation.SECOND_CLOSE);
    }
    endsMessage = false;
  }

  private void tellViolations() {
    boolean masked = (secondByte & MASKED) != 0;
    if (masked != (sender == Sender.CLIENT)) {
      listener.violation(masked ? Violation.MASKED_FRAME : Violation.UNMASKED_FRAME);
    }
    if (!reservedBits.permit(reservedBitsSet(), opcodeBits())) {
      listener.violation(Violation.RESERVED_BITS);
    }
    if (Opcode.of(firstByte) == Opcode.RESERVED) {
      listener.violation(Violation.RESERVED_OPCODE);
    }
    boolean control = opcodeBits() >= 0x8;
    if (control && !isFinal()) {
      listener.violation(Violation.FRAGMENTED_CONTROL);
    }
    if (control && Long.compareUnsigned(payloadBytes, MAX_CONTROL_PAYLOAD_BYTES) > 0) {
      listener.violation(Violation.LONG_CONTROL);
    }
    if (payloadBytes < shortestLengthOfThisForm()) {
      listener.violation(Violation.BAD_LENGTH);
    }
  }

  /** Section 5.4. Control frames and reserved opcodes neither open a message nor end one. */
  private void followMessages() {
    endsMessage = false;
    switch (opcodeBits()) {
      case 0x0 -> {
        if (!messageOpen) {
          listener.violation(Violation.BAD_CONTINUATION);
        } else if (isFinal()) {
          messageOpen = false;
          endsMessage = true;
        }
      }
      case 0x1, 0x2 -> {
        if (messageOpen) {
          listener.violation(Violation.BAD_CONTINUATION); // and the old message is given up
        }
        messageOpen = !isFinal();
        endsMessage = isFinal();
      }
      default -> {}
    }
  }

  private int readPayload(ByteBuffer bytes, int at, int to) {
    int count = (int) Math.min(payloadBytesLeft, to - at);
    byte[] kept = closePayload;
    if (kept != null) {
      copyUnmasked(bytes, at, count, kept);
    }
    payloadBytesLeft -= count;
    if (payloadBytesLeft == 0) {
      frameComplete(at + count);
    }
    return at + count;
  }

  private void copyUnmasked(ByteBuffer bytes, int at, int count, byte[] kept) {
    int done = (int) (payloadBytes - payloadBytesLeft);
    boolean masked = (secondByte & MASKED) != 0;
    for (int i = 0; i < count; i++) {
      int value = bytes.get(at + i);
      if (masked) {
        value ^= maskingKey >>> (24 - 8 * ((done + i) & 3));
      }
      kept[done + i] = (byte) value;
    }
  }

  private void frameComplete(int end) {
    headerBytesRead = 0;
    if (opcodeBits() == 0x8 && !closeRead) {
      closeRead = true;
      closeEnd = end;
      byte[] payload = closePayload;
      closePayload = null;
      listener.close(payload, payload == null ? 0 : payload.length);
    }
    listener.frame(Opcode.of(firstByte), payloadBytes, endsMessage);
  }

  private boolean wellFormedClose() {
    return isFinal() && reservedBitsSet() == 0 && payloadBytes <= MAX_CONTROL_PAYLOAD_BYTES;
  }

  /**
   * Section 5.2: the minimal number of bytes must be used; a set top bit makes a length negative.
   */
  private long shortestLengthOfThisForm() {
    return switch (lengthBytes()) {
      case Short.BYTES -> 126;
      case Long.BYTES -> 0x1_0000;
      default -> 0;
    };
  }

  private int opcodeBits() {
    return firstByte & 0x0F;
  }

  private boolean isFinal() {
    return (firstByte & FIN) != 0;
  }

  private int reservedBitsSet() {
    return firstByte & 0x70;
  }

  private int lengthBytes() {
    int shortLength = secondByte & 0x7F;
    return shortLength < 126 ? 0 : shortLength == 126 ? Short.BYTES : Long.BYTES;
  }

  private int maskBytes() {
    return (secondByte & MASKED) != 0 ? Integer.BYTES : 0;
  }
}
