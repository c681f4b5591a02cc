package dev.closewatch.analyzer.traffic;

import dev.closewatch.analyzer.vocabulary.Opcode;
import java.util.EnumMap;
import java.util.Map;

/**
 * Running counts of one direction. Bytes count whatever they are; frames only where they could be
 * read.
 */
@SuppressWarnings("EnumOrdinal") // an index that never leaves this object; boxes no Long per frame
public final class DirectionTraffic {
  private static final Opcode[] OPCODES = Opcode.values();

  private final long[] framesByOpcode = new long[OPCODES.length];
  private long messages;
  private long bytes;
  private long undeliveredBytes;
  private long pausedNanos;
  private long lastByteNanos;
  private long idleNanos;
  private int pingsSincePong;

  /** Starts at the opening of the connection, which stands for the last byte until one comes. */
  public DirectionTraffic(long openedNanos) {
    lastByteNanos = openedNanos;
  }

  /** Bytes have been read from the sender. */
  public void bytesRead(int count, long nowNanos) {
    bytes += count;
    lastByteNanos = nowNanos;
  }

  /** A frame has been read to its end. */
  public void frame(Opcode opcode, boolean endsMessage) {
    framesByOpcode[opcode.ordinal()]++;
    if (endsMessage) {
      messages++;
    }
    if (opcode == Opcode.PING) {
      pingsSincePong++;
    }
  }

  /** The other side has answered: a pong answers the latest ping and all before it. */
  public void pongFromOtherSide() {
    pingsSincePong = 0;
  }

  /** Bytes that were read found no leg to go to. */
  public void undelivered(long count) {
    undeliveredBytes += count;
  }

  /** Reading from the sender had stopped for so long, since the other side read slowly. */
  public void paused(long nanos) {
    pausedNanos += nanos;
  }

  public long bytes() {
    return bytes;
  }

  public long undeliveredBytes() {
    return undeliveredBytes;
  }

  /** On the clock of the caller, nanoseconds. */
  public long lastByteNanos() {
    return lastByteNanos;
  }

  /** Notes how long the last byte is ago, for {@link #idleNanos}. */
  public void noteIdleTime(long nowNanos) {
    idleNanos = nowNanos - lastByteNanos;
  }

  /** How long the last byte was ago when that was noted, whatever has come since; 0 before. */
  public long idleNanos() {
    return idleNanos;
  }

  /** Pings of this sender since the other side's last pong. */
  public int unansweredPings() {
    return pingsSincePong;
  }

  public long pausedNanos() {
    return pausedNanos;
  }

  /** Returns the counts as a value. */
  public DirectionCounts counts() {
    Map<Opcode, Long> byOpcode = new EnumMap<>(Opcode.class);
    long frames = 0;
    for (Opcode opcode : OPCODES) {
      long count = framesByOpcode[opcode.ordinal()];
      if (count > 0) {
        byOpcode.put(opcode, count);
        frames += count;
      }
    }
    return new DirectionCounts(frames, messages, bytes, byOpcode);
  }
}
