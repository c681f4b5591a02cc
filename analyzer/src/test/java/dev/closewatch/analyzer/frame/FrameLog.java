package dev.closewatch.analyzer.frame;

import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a reader tells, a line each:
 *
 * <pre>
 * violates bad_length
 * Close says 03e8627965          (or: Close says nothing; Close is broken)
 * text, message ends             (or the label of any other opcode)
 * unreadable
 * </pre>
 */
final class FrameLog implements FrameListener {
  final FrameReader reader;
  private final List<String> lines = new ArrayList<>();

  FrameLog(Sender sender, ReservedBits reservedBits) {
    reader = new FrameReader(sender, reservedBits, this);
  }

  /** Returns what is told of these bytes when they come in one piece. */
  static List<String> of(Sender sender, FrameBytes frames) {
    return of(sender, ReservedBits.NONE, frames);
  }

  /** Returns what is told of these bytes when they come in one piece. */
  static List<String> of(Sender sender, ReservedBits reservedBits, FrameBytes frames) {
    FrameLog log = new FrameLog(sender, reservedBits);
    log.read(frames.bytes());
    return log.lines();
  }

  /** Reads all of these bytes; returns the log for more. */
  FrameLog read(byte[] bytes) {
    reader.read(ByteBuffer.wrap(bytes), 0, bytes.length, false);
    return this;
  }

  /** Reads a part of these bytes; returns the log for more. */
  FrameLog read(ByteBuffer bytes, int from, int to) {
    reader.read(bytes, from, to, false);
    return this;
  }

  /** Returns all lines so far. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns how many lines there are so far. */
  int size() {
    return lines.size();
  }

  static String close(byte[] payload) {
    return payload.length == 0
        ? "Close says nothing"
        : "Close says " + HexFormat.of().formatHex(payload);
  }

  @Override
  public void frame(Opcode opcode, long payloadBytes, boolean endsMessage) {
    lines.add(opcode.label() + (endsMessage ? ", message ends" : ""));
  }

  @Override
  public void close(byte[] payload, int payloadBytes) {
    lines.add(
        payload == null ? "Close is broken" : close(Arrays.copyOfRange(payload, 0, payloadBytes)));
  }

  @Override
  public void violation(Violation violation) {
    lines.add("violates " + violation.label());
  }

  @Override
  public void unreadable() {
    lines.add("unreadable");
  }
}
