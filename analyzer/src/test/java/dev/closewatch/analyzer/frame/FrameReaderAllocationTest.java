package dev.closewatch.analyzer.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Nothing is allocated for a frame: what a frame costs does not show in a proxy's pauses. */
class FrameReaderAllocationTest {
  private static final int FRAMES_PER_BUFFER = 1_000;
  private static final int ROUNDS = 1_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Counter counter = new Counter();

  @Test
  void frames_whole_allocateNothing() {
    FrameBytes frames = FrameBytes.from(Sender.CLIENT);
    for (int i = 0; i < FRAMES_PER_BUFFER; i++) {
      frames.binaryOf(i % 200);
    }
    assertThat(bytesPerFrame(frames, frames.size())).isLessThan(0.1);
  }

  @Test
  void frames_inSmallPieces_allocateNothing() {
    FrameBytes frames = FrameBytes.from(Sender.SERVICE);
    for (int i = 0; i < FRAMES_PER_BUFFER; i++) {
      frames.binaryOf(i % 200);
    }
    assertThat(bytesPerFrame(frames, 7)).isLessThan(0.1);
  }

  @Test
  void frames_thatViolateWhatTheyCan_allocateNothing() {
    FrameBytes frames = FrameBytes.from(Sender.CLIENT);
    for (int i = 0; i < FRAMES_PER_BUFFER; i++) {
      frames.unmasked().rsv(7).notFinal().length64().frame(i % 8, (byte) 1);
    }
    assertThat(bytesPerFrame(frames, frames.size())).isLessThan(0.1);
    assertThat(counter.violations).isGreaterThan(3 * counter.frames);
  }

  private double bytesPerFrame(FrameBytes frames, int pieceBytes) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(frames.size()).put(0, frames.bytes());
    FrameReader reader = new FrameReader(frames.sender(), ReservedBits.NONE, counter);
    // The first calls load classes, and so allocate.
    read(reader, bytes, pieceBytes, 20);
    counter.frames = 0;
    counter.violations = 0;
    long before = threads.getCurrentThreadAllocatedBytes();
    read(reader, bytes, pieceBytes, ROUNDS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(counter.frames).isEqualTo(ROUNDS * FRAMES_PER_BUFFER);
    return (double) allocated / counter.frames;
  }

  private static void read(FrameReader reader, ByteBuffer bytes, int pieceBytes, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int at = 0; at < bytes.capacity(); at += pieceBytes) {
        reader.read(bytes, at, Math.min(bytes.capacity(), at + pieceBytes), false);
      }
    }
  }

  private static final class Counter implements FrameListener {
    int frames;
    int violations;

    @Override
    public void frame(Opcode opcode, long payloadBytes, boolean endsMessage) {
      frames++;
    }

    @Override
    public void violation(Violation violation) {
      violations++;
    }

    @Override
    public void close(byte[] payload, int payloadBytes) {}

    @Override
    public void unreadable() {}
  }
}
