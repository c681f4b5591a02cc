package dev.closewatch.analyzer.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Sender;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reader against the naive model of it, on streams that nobody thought of. */
class FrameReaderModelTest {
  private static final int STREAMS = 60_000;

  @Test
  void randomStreams_inRandomPieces_tellWhatTheModelTells() {
    long seed = new Random().nextLong();
    for (int i = 0; i < STREAMS; i++) {
      compare(seed + i);
    }
  }

  @Test
  void randomStreams_showAllThatThereIsToSee() {
    Set<String> lines = new HashSet<>();
    for (long seed = 0; seed < 5_000; seed++) {
      Case c = new Case(seed);
      c.model.told().forEach(told -> lines.add(told.line().replaceAll("says [0-9a-f]+", "says")));
    }
    // 10 of frames alone, "unreadable", 3 of Closes, 7 opcodes and 3 of them ending a message.
    assertThat(lines).hasSize(10 + 1 + 3 + 7 + 3);
  }

  /** To be called with the seed that a failure names. */
  private static void compare(long seed) {
    Case c = new Case(seed);
    List<FrameModel.Told> told = c.model.told();
    FrameLog log = new FrameLog(c.sender, c.allowed);
    int expected = 0;
    int at = 0;
    while (at < c.stream.length) {
      int end = Math.min(c.stream.length, at + 1 + c.random.nextInt(c.mostBytes));
      // Each piece in a buffer of its own, as the network brings it.
      int offset = c.random.nextInt(4);
      ByteBuffer piece = ByteBuffer.allocate(offset + end - at).put(offset, c.stream, at, end - at);
      log.read(piece, offset, piece.capacity());
      while (expected < told.size() && told.get(expected).after() <= end) {
        expected++;
      }
      if (log.size() != expected) {
        assertThat(log.lines())
            .as("seed %d, after %d bytes", seed, end)
            .isEqualTo(told.subList(0, expected).stream().map(FrameModel.Told::line).toList());
      }
      int closeEnd = c.model.closeEnd() > at && c.model.closeEnd() <= end ? c.model.closeEnd() : -1;
      assertThat(log.reader.closeEnd())
          .as("close end, seed %d, after %d bytes", seed, end)
          .isEqualTo(closeEnd < 0 ? -1 : closeEnd - at + offset);
      at = end;
    }
    assertThat(log.lines())
        .as("seed %d", seed)
        .isEqualTo(told.stream().map(FrameModel.Told::line).toList());
    assertThat(log.reader.cutIn()).as("cut, seed %d", seed).isEqualTo(c.model.cutIn());
    assertThat(log.reader.betweenFrames())
        .as("between frames, seed %d", seed)
        .isEqualTo(c.model.betweenFrames());
    assertThat(log.reader.isUnreadable())
        .as("unreadable, seed %d", seed)
        .isEqualTo(c.model.unreadableAfter() >= 0);
  }

  /** All that follows from one seed. */
  private static final class Case {
    final Random random;
    final Sender sender;
    final ReservedBits allowed;
    final byte[] stream;
    final int mostBytes;
    final FrameModel model;

    Case(long seed) {
      random = new Random(seed);
      sender = random.nextBoolean() ? Sender.CLIENT : Sender.SERVICE;
      allowed = List.of(ReservedBits.values()).get(random.nextInt(3));
      stream = new RandomStream(random).from(sender);
      mostBytes = List.of(1, 3, 20, 400).get(random.nextInt(4));
      model = new FrameModel(sender, allowed, stream);
    }
  }
}
