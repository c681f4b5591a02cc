package dev.closewatch.analyzer.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.fuzz.Choices;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Any bytes in any pieces: the reader tells what the naive model of it tells, no sooner and no
 * later.
 *
 * <p>Input: one byte for the sender and the reserved bits that are allowed, the pieces, the stream.
 */
class FrameReaderFuzzTest {
  @FuzzTest
  void anyBytes_inAnyPieces_tellWhatTheModelTells(byte[] input) {
    Choices choices = new Choices(input);
    Sender sender = choices.of(Sender.values());
    ReservedBits allowed = choices.of(ReservedBits.values());
    List<Integer> pieces = choices.pieces();
    byte[] stream = choices.rest();
    FrameModel model = new FrameModel(sender, allowed, stream);
    FrameLog log = new FrameLog(sender, allowed);
    int at = 0;
    for (byte[] piece : Choices.cut(stream, pieces)) {
      // Somewhere in a buffer, as the network brings it.
      int offset = at & 3;
      ByteBuffer buffer = ByteBuffer.allocate(offset + piece.length).put(offset, piece);
      log.read(buffer, offset, buffer.capacity());
      int end = at + piece.length;
      assertThat(log.lines()).isEqualTo(toldAfter(model, end));
      boolean closeHere = model.closeEnd() > at && model.closeEnd() <= end;
      assertThat(log.reader.closeEnd()).isEqualTo(closeHere ? model.closeEnd() - at + offset : -1);
      at = end;
    }
    assertThat(log.reader.cutIn()).isEqualTo(model.cutIn());
    assertThat(log.reader.betweenFrames()).isEqualTo(model.betweenFrames());
    assertThat(log.reader.isUnreadable()).isEqualTo(model.unreadableAfter() >= 0);
  }

  private static List<String> toldAfter(FrameModel model, int bytes) {
    return model.told().stream()
        .filter(told -> told.after() <= bytes)
        .map(FrameModel.Told::line)
        .toList();
  }
}
