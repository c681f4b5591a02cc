package dev.closewatch.analyzer.frame;

import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The same as {@link FrameReader}, written the naive way: the whole stream lies in one array, is
 * first cut into frames and then judged, and speed does not matter. What the two disagree about is
 * a mistake in one of them.
 */
public final class FrameModel {
  /**
   * One line of a {@link FrameLog}.
   *
   * @param after how many bytes of the stream show it
   */
  public record Told(int after, String line) {}

  /**
   * A data message that is complete.
   *
   * @param after how many bytes of the stream show it
   * @param opcode that of its first frame
   * @param payloadBytes of all its frames
   */
  public record Message(int after, Opcode opcode, long payloadBytes) {}

  /**
   * A frame, or what there is of one.
   *
   * @param headerEnd where its payload begins, or -1 if its header is cut off
   * @param length what it says of its length, unsigned
   * @param end where the next frame begins, or -1 if it is cut off or cannot be told
   */
  record Frame(
      boolean last,
      int reservedBits,
      int opcode,
      boolean masked,
      int lengthBytes,
      BigInteger length,
      int headerEnd,
      int end) {

    boolean control() {
      return opcode >= 8;
    }

    boolean topBit() {
      return length.bitLength() == 64;
    }

    boolean longerThan(int bytes) {
      return length.compareTo(BigInteger.valueOf(bytes)) > 0;
    }
  }

  private final Sender sender;
  private final ReservedBits allowed;
  private final byte[] stream;
  private final List<Frame> frames = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<Frame> messageFrames = new ArrayList<>();
  private boolean messageOpen;
  private Frame close;
  private Told unreadable;

  /** Reads a whole stream. */
  public FrameModel(Sender sender, ReservedBits allowed, byte[] stream) {
    this.sender = sender;
    this.allowed = allowed;
    this.stream = stream;
    cutIntoFrames();
    frames.forEach(this::judge);
  }

  /** Returns what is told, in order. */
  public List<Told> told() {
    return told;
  }

  /** Returns the messages that are complete, in order. */
  public List<Message> messages() {
    return messages;
  }

  /**
   * Returns the payload of the first Close, null if its form is broken; call only if there is one.
   */
  public byte[] closePayload() {
    return brokenClose(close) ? null : payload(close);
  }

  /** Returns how many bytes there are up to the end of the first Close, or -1. */
  public int closeEnd() {
    return close == null ? -1 : close.end();
  }

  /** Returns how many bytes show that nothing more can be read, or -1. */
  public int unreadableAfter() {
    return unreadable == null ? -1 : unreadable.after();
  }

  /** Returns whether the stream ends with a whole frame, or is empty. */
  public boolean betweenFrames() {
    return frames.isEmpty() || lastFrame().end() == stream.length;
  }

  /** Returns what the end of the stream cuts. */
  public CutIn cutIn() {
    if (unreadable != null) {
      return CutIn.NONE;
    }
    if (!betweenFrames()) {
      return lastFrame().opcode() == 8 ? CutIn.CLOSE_FRAME : CutIn.FRAME;
    }
    return messageOpen ? CutIn.MESSAGE : CutIn.NONE;
  }

  private void cutIntoFrames() {
    int start = 0;
    while (start >= 0 && start < stream.length) {
      Frame frame = frameAt(start);
      frames.add(frame);
      start = frame.end();
    }
  }

  private Frame frameAt(int start) {
    int first = stream[start] & 0xFF;
    boolean last = first / 128 == 1;
    int reservedBits = first / 16 % 8;
    int opcode = first % 16;
    if (start + 2 > stream.length) {
      return new Frame(last, reservedBits, opcode, false, 0, BigInteger.ZERO, -1, -1);
    }
    int second = stream[start + 1] & 0xFF;
    boolean masked = second / 128 == 1;
    int lengthBytes = second % 128 == 127 ? 8 : second % 128 == 126 ? 2 : 0;
    int headerEnd = start + 2 + lengthBytes + (masked ? 4 : 0);
    if (headerEnd > stream.length) {
      return new Frame(last, reservedBits, opcode, masked, lengthBytes, BigInteger.ZERO, -1, -1);
    }
    BigInteger length =
        lengthBytes == 0
            ? BigInteger.valueOf(second % 128)
            : new BigInteger(1, Arrays.copyOfRange(stream, start + 2, start + 2 + lengthBytes));
    BigInteger rest = BigInteger.valueOf(stream.length - headerEnd);
    if (length.compareTo(rest) > 0) {
      return new Frame(last, reservedBits, opcode, masked, lengthBytes, length, headerEnd, -1);
    }
    int end = headerEnd + length.intValueExact();
    return new Frame(last, reservedBits, opcode, masked, lengthBytes, length, headerEnd, end);
  }

  private byte[] payload(Frame frame) {
    byte[] payload = Arrays.copyOfRange(stream, frame.headerEnd(), frame.end());
    if (frame.masked()) {
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= stream[frame.headerEnd() - 4 + i % 4];
      }
    }
    return payload;
  }

  private void judge(Frame frame) {
    if (frame.headerEnd() < 0) {
      return;
    }
    boolean endsMessage = false;
    if (close != null) {
      if (frame.opcode() <= 7) {
        violation(frame, "data_after_close");
      }
      if (frame.opcode() == 8) {
        violation(frame, "second_close");
      }
    } else {
      judgeHeader(frame);
      endsMessage = judgeFragments(frame);
    }
    if (frame.topBit()) {
      unreadable = new Told(frame.headerEnd(), "unreadable");
      told.add(unreadable);
    }
    if (frame.end() < 0) {
      return;
    }
    if (frame.opcode() == 8 && close == null) {
      close = frame;
      told.add(
          new Told(
              frame.end(),
              brokenClose(frame) ? "Close is broken" : FrameLog.close(payload(frame))));
    }
    if (frame.opcode() == 1 || frame.opcode() == 2) {
      messageFrames.clear();
    }
    if (frame.opcode() <= 2) {
      messageFrames.add(frame);
    }
    if (endsMessage) {
      Opcode opcode = Opcode.of(messageFrames.get(0).opcode());
      long payloadBytes = messageFrames.stream().mapToLong(f -> f.length().longValue()).sum();
      messages.add(new Message(frame.end(), opcode, payloadBytes));
    }
    String label = Opcode.of(frame.opcode()).label();
    told.add(new Told(frame.end(), label + (endsMessage ? ", message ends" : "")));
  }

  private void judgeHeader(Frame frame) {
    if (sender == Sender.CLIENT && !frame.masked()) {
      violation(frame, "unmasked_frame");
    }
    if (sender == Sender.SERVICE && frame.masked()) {
      violation(frame, "masked_frame");
    }
    if (!reservedBitsFine(frame)) {
      violation(frame, "reserved_bits");
    }
    if (!List.of(0, 1, 2, 8, 9, 10).contains(frame.opcode())) {
      violation(frame, "reserved_opcode");
    }
    if (frame.control() && !frame.last()) {
      violation(frame, "fragmented_control");
    }
    if (frame.control() && frame.longerThan(125)) {
      violation(frame, "long_control");
    }
    boolean minimal =
        switch (frame.lengthBytes()) {
          case 0 -> true;
          case 2 -> frame.longerThan(125);
          default -> frame.longerThan(65535);
        };
    if (!minimal || frame.topBit()) {
      violation(frame, "bad_length");
    }
  }

  private boolean reservedBitsFine(Frame frame) {
    if (frame.reservedBits() == 0) {
      return true;
    }
    boolean opensMessage = frame.opcode() == 1 || frame.opcode() == 2;
    return switch (allowed) {
      case NONE -> false;
      case PERMESSAGE_DEFLATE -> opensMessage && frame.reservedBits() == 4;
      case ANY -> !frame.control();
    };
  }

  private boolean judgeFragments(Frame frame) {
    boolean opens = frame.opcode() == 1 || frame.opcode() == 2;
    boolean continues = frame.opcode() == 0;
    boolean endsMessage = frame.last() && (opens || (continues && messageOpen));
    if ((opens && messageOpen) || (continues && !messageOpen)) {
      violation(frame, "bad_continuation");
    }
    if (opens || (continues && messageOpen)) {
      messageOpen = !frame.last();
    }
    return endsMessage;
  }

  private void violation(Frame frame, String label) {
    told.add(new Told(frame.headerEnd(), "violates " + label));
  }

  private static boolean brokenClose(Frame frame) {
    return !frame.last() || frame.reservedBits() != 0 || frame.longerThan(125);
  }

  private Frame lastFrame() {
    return frames.get(frames.size() - 1);
  }
}
