package dev.closewatch.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {
  private static final int KEY = 0x89ABCDEF;

  private final List<Frame> frames = new ArrayList<>();
  private final FrameParser parser = new FrameParser(frames::add);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
  void read_whatFrameWrote_isTheSame(int length) {
    Buffer payload = bytes(length);
    parser.read(Frame.masked(0x81, payload, KEY).appendBuffer(Frame.unmasked(0x42, payload)));
    assertThat(frames)
        .containsExactly(
            new Frame(0x81, true, payload, false), new Frame(0x42, false, payload, false));
  }

  @Test
  void masked_rfcExample_isAsInTheRfc() {
    // RFC 6455 section 5.7: a single-frame masked text message.
    assertThat(Frame.masked(0x81, Buffer.buffer("Hello"), 0x37FA213D).getBytes())
        .containsExactly(0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58);
  }

  @Test
  void read_cutAnywhere_givesTheSameFrames() {
    Buffer stream =
        Frame.masked(0x01, bytes(130), KEY)
            .appendBuffer(Frame.masked(0x80, bytes(3), KEY))
            .appendBuffer(Frame.unmasked(0x88, Buffer.buffer()));
    parser.read(stream);
    List<Frame> whole = List.copyOf(frames);
    assertThat(whole).hasSize(3);
    for (int cut = 0; cut <= stream.length(); cut++) {
      frames.clear();
      parser.read(stream.getBuffer(0, cut));
      parser.read(stream.getBuffer(cut, stream.length()));
      assertThat(frames).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @Test
  void read_oversized_isTakenWithoutItsPayloadAndSkipped() {
    Buffer stream =
        Frame.masked(0x82, bytes(65_537), KEY).appendBuffer(Frame.unmasked(0x88, bytes(2)));
    for (int cut : new int[] {0, 13, 14, 15, 40_000, 65_551, 65_552}) {
      frames.clear();
      parser.read(stream.getBuffer(0, cut));
      parser.read(stream.getBuffer(cut, stream.length()));
      assertThat(frames)
          .as("cut at %d", cut)
          .containsExactly(
              new Frame(0x82, true, Buffer.buffer(), true),
              new Frame(0x88, false, bytes(2), false));
    }
  }

  @Test
  void read_lengthWithTopBit_skipsEverythingAfterIt() {
    parser.read(Buffer.buffer(new byte[] {(byte) 0x82, 127}).appendLong(-1));
    parser.read(Frame.unmasked(0x88, Buffer.buffer()));
    assertThat(frames).containsExactly(new Frame(0x82, false, Buffer.buffer(), true));
  }

  private static Buffer bytes(int length) {
    Buffer bytes = Buffer.buffer(length);
    for (int i = 0; i < length; i++) {
      bytes.appendByte((byte) (i * 31));
    }
    return bytes;
  }
}
