package dev.closewatch.analyzer.frame;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reader does with the buffers that it is given, and where it stops. */
class FrameReaderBufferTest {
  private static final FrameBytes FRAMES =
      FrameBytes.from(CLIENT)
          .text("hi")
          .rsv(1)
          .ping("a")
          .binaryOf(200)
          .notFinal()
          .text("x")
          .continuation("y")
          .binaryOf(70000)
          .close(4000, "see you")
          .pong();

  private static final List<String> TOLD =
      List.of(
          "text, message ends",
          "violates reserved_bits",
          "ping",
          "binary, message ends",
          "text",
          "continuation, message ends",
          "binary, message ends",
          "Close says 0fa073656520796f75",
          "close",
          "pong");

  /** A buffer, and the index in it at which {@link #FRAMES} begin. */
  record Held(ByteBuffer buffer, int from) {}

  @ParameterizedTest
  @MethodSource("buffers")
  void buffer_ofAnyKind_isRead(Held held) {
    FrameLog log = new FrameLog(CLIENT, ReservedBits.NONE);
    int to = held.from() + FRAMES.size();

    assertThat(log.reader.read(held.buffer(), held.from(), to, false)).isEqualTo(to);

    assertThat(log.lines()).isEqualTo(TOLD);
    assertThat(log.reader.closeEnd()).isEqualTo(to - 6);
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void positionLimitAndBytes_areLeftAlone(Held held) {
    ByteBuffer buffer = held.buffer();
    int position = buffer.position();
    int limit = buffer.limit();
    byte[] before = bytes(buffer);

    new FrameLog(CLIENT, ReservedBits.NONE).read(buffer, held.from(), held.from() + FRAMES.size());

    assertThat(buffer.position()).isEqualTo(position);
    assertThat(buffer.limit()).isEqualTo(limit);
    assertThat(bytes(buffer)).isEqualTo(before);
  }

  @Test
  void bytes_outsideFromAndTo_areNotRead() {
    byte[] frames = FrameBytes.from(CLIENT).text("a").ping().text("b").bytes();
    int from = FrameBytes.from(CLIENT).text("a").size();
    FrameLog log = new FrameLog(CLIENT, ReservedBits.NONE);

    log.read(ByteBuffer.wrap(frames), from, from + 6);

    assertThat(log.lines()).containsExactly("ping");
  }

  @Test
  void nothing_betweenFromAndTo_changesNothing() {
    ByteBuffer bytes = ByteBuffer.wrap(FRAMES.bytes());
    FrameLog log = new FrameLog(CLIENT, ReservedBits.NONE);

    assertThat(log.reader.read(bytes, 0, 0, false)).isEqualTo(0);
    assertThat(log.reader.read(bytes, 5, 5, true)).isEqualTo(5);
    assertThat(log.reader.betweenFrames()).isTrue();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void stopAtFrameEnd_returnsBehindEachFrame() {
    List<Integer> ends = new ArrayList<>();
    FrameBytes frames = FrameBytes.from(CLIENT);
    ends.add(frames.text("hi").size());
    ends.add(frames.ping().size());
    ends.add(frames.binaryOf(70000).size());
    ends.add(frames.close(1000).size());
    ends.add(frames.emptyClose().size());
    ends.add(frames.text("").size());
    ByteBuffer bytes = ByteBuffer.wrap(frames.bytes());
    FrameReader reader = new FrameLog(CLIENT, ReservedBits.NONE).reader;

    List<Integer> stops = new ArrayList<>();
    int at = 0;
    while (at < bytes.capacity()) {
      at = reader.read(bytes, at, bytes.capacity(), true);
      stops.add(at);
      assertThat(reader.betweenFrames()).isTrue();
      assertThat(reader.closeEnd()).isEqualTo(at == ends.get(3) ? at : -1);
    }
    assertThat(stops).isEqualTo(ends);
  }

  @Test
  void stopAtFrameEnd_withinAFrame_readsToItsEnd() {
    byte[] bytes = FrameBytes.from(CLIENT).text("hello").text("you").bytes();
    int frameEnd = FrameBytes.from(CLIENT).text("hello").size();
    for (int cut = 1; cut < frameEnd; cut++) {
      FrameReader reader = new FrameLog(CLIENT, ReservedBits.NONE).reader;
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      assertThat(reader.read(buffer, 0, cut, true)).isEqualTo(cut);
      assertThat(reader.betweenFrames()).isFalse();
      assertThat(reader.read(buffer, cut, bytes.length, true)).isEqualTo(frameEnd);
      assertThat(reader.betweenFrames()).isTrue();
    }
  }

  @Test
  void stopAtFrameEnd_onceUnreadable_takesAll() {
    FrameBytes frames = FrameBytes.from(CLIENT).claiming(-1).text("").text("a").text("b");
    FrameReader reader = new FrameLog(CLIENT, ReservedBits.NONE).reader;

    assertThat(reader.read(ByteBuffer.wrap(frames.bytes()), 0, frames.size(), true))
        .isEqualTo(frames.size());
    assertThat(reader.read(ByteBuffer.wrap(frames.bytes()), 0, frames.size(), true))
        .isEqualTo(frames.size());
  }

  static List<Named<Held>> buffers() {
    byte[] bytes = FRAMES.bytes();
    int size = bytes.length;
    List<Named<Held>> all = new ArrayList<>();
    all.add(Named.of("heap", new Held(ByteBuffer.wrap(bytes), 0)));
    all.add(Named.of("read-only", new Held(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), 0)));
    all.add(Named.of("direct", new Held(ByteBuffer.allocateDirect(size).put(0, bytes), 0)));
    for (int offset : new int[] {1, 3, 7, 13}) {
      byte[] wider = new byte[size + 2 * offset];
      System.arraycopy(bytes, 0, wider, offset, size);
      ByteBuffer direct = ByteBuffer.allocateDirect(wider.length).put(0, wider);
      all.add(Named.of("heap at " + offset, new Held(ByteBuffer.wrap(wider), offset)));
      all.add(Named.of("direct at " + offset, new Held(direct, offset)));
      all.add(
          Named.of(
              "slice of heap at " + offset,
              new Held(ByteBuffer.wrap(wider).slice(offset, size), 0)));
      all.add(Named.of("slice of direct at " + offset, new Held(direct.slice(offset, size), 0)));
      all.add(
          Named.of(
              "position and limit elsewhere by " + offset,
              new Held(ByteBuffer.wrap(wider).position(offset + 1), offset)));
    }
    return all;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.limit()];
    buffer.get(0, copy);
    return copy;
  }
}
