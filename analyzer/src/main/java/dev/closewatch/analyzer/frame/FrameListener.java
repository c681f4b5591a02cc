package dev.closewatch.analyzer.frame;

import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Violation;
import org.jspecify.annotations.Nullable;

/** What a {@link FrameReader} has read, told in the order of the bytes that show it. */
public interface FrameListener {
  /**
   * The last byte of a frame has been read.
   *
   * @param opcode what the frame was
   * @param payloadBytes the length of its payload
   * @param endsMessage whether a data message is complete with it
   */
  void frame(Opcode opcode, long payloadBytes, boolean endsMessage);

  /**
   * The last byte of the direction's first Close has been read; told before {@link #frame}.
   *
   * @param payload holds the unmasked payload in its first {@code payloadBytes} bytes and is the
   *     listener's to keep, or null when the frame's form is broken (fragmented, reserved bits,
   *     over 125 bytes)
   * @param payloadBytes 0 to 125, and 0 where the payload is null
   */
  void close(byte @Nullable [] payload, int payloadBytes);

  /** A frame's header, or a frame's end, has shown a violation. */
  void violation(Violation violation);

  /** The reader is lost: nothing more will be told of this direction. */
  void unreadable();
}
