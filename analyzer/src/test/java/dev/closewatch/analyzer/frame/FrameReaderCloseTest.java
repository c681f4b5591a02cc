package dev.closewatch.analyzer.frame;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 5.5.1: the Close, its payload, and what comes behind it. */
class FrameReaderCloseTest {
  @ParameterizedTest
  @EnumSource(Sender.class)
  void close_ofEachLength_isUnmasked(Sender sender) {
    for (int payloadBytes = 0; payloadBytes <= 125; payloadBytes++) {
      byte[] payload = new byte[payloadBytes];
      for (int i = 0; i < payloadBytes; i++) {
        payload[i] = (byte) (0xA5 + 31 * i);
      }
      assertThat(FrameLog.of(sender, FrameBytes.from(sender).closePayload(payload)))
          .containsExactly(FrameLog.close(payload), "close");
    }
  }

  @Test
  void close_unmaskedFromAClient_isReadable() {
    assertThat(FrameLog.of(CLIENT, FrameBytes.from(CLIENT).unmasked().close(1000, "bye")))
        .containsExactly("violates unmasked_frame", "Close says 03e8627965", "close");
  }

  @Test
  void close_maskedFromAService_isReadable() {
    assertThat(FrameLog.of(SERVICE, FrameBytes.from(SERVICE).masked().close(1000, "bye")))
        .containsExactly("violates masked_frame", "Close says 03e8627965", "close");
  }

  @Test
  void close_withALengthNotInItsShortestForm_isReadable() {
    assertThat(FrameLog.of(CLIENT, FrameBytes.from(CLIENT).length16().close(1000, "bye")))
        .containsExactly("violates bad_length", "Close says 03e8627965", "close");
    assertThat(FrameLog.of(SERVICE, FrameBytes.from(SERVICE).length64().emptyClose()))
        .containsExactly("violates bad_length", "Close says nothing", "close");
  }

  @Test
  void close_over125Bytes_isBroken() {
    byte[] payload = new byte[126];
    payload[0] = 3;
    payload[1] = (byte) 0xE8;

    assertThat(FrameLog.of(CLIENT, FrameBytes.from(CLIENT).closePayload(payload)))
        .containsExactly("violates long_control", "Close is broken", "close");
    assertThat(FrameLog.of(CLIENT, FrameBytes.from(CLIENT).closePayload(new byte[70000])))
        .containsExactly("violates long_control", "Close is broken", "close");
  }

  @Test
  void close_notFinal_isBroken() {
    assertThat(FrameLog.of(SERVICE, FrameBytes.from(SERVICE).notFinal().emptyClose()))
        .containsExactly("violates fragmented_control", "Close is broken", "close");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void close_withRsvBits_isBrokenWhateverWasAccepted(int bits) {
    for (ReservedBits allowed : ReservedBits.values()) {
      assertThat(FrameLog.of(CLIENT, allowed, FrameBytes.from(CLIENT).rsv(bits).close(1000)))
          .containsExactly("violates reserved_bits", "Close is broken", "close");
    }
  }

  @Test
  void close_withALengthThatLeavesNoWayOn_isNoClose() {
    FrameBytes frames =
        FrameBytes.from(CLIENT).claiming(Long.MIN_VALUE | 2).close(1000).close(1000);

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly("violates long_control", "violates bad_length", "unreadable");
  }

  @Test
  void data_behindAClose_isAViolationOfEachFrame() {
    FrameBytes frames = FrameBytes.from(CLIENT).emptyClose();
    List<String> expected = new ArrayList<>(List.of("Close says nothing", "close"));
    for (int opcode = 0x0; opcode <= 0x7; opcode++) {
      frames.frame(opcode, (byte) 1);
      expected.add("violates data_after_close");
      expected.add(Opcode.of(opcode).label());
    }
    assertThat(FrameLog.of(CLIENT, frames)).containsExactlyElementsOf(expected);
  }

  @Test
  void message_wholeBehindAClose_endsNone() {
    FrameBytes frames = FrameBytes.from(CLIENT).notFinal().text("a").emptyClose().continuation("b");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "text", "Close says nothing", "close", "violates data_after_close", "continuation");
  }

  @Test
  void secondClose_isAViolationAndNotRead() {
    FrameBytes frames = FrameBytes.from(CLIENT).close(1000).close(1005).notFinal().close(1);

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "Close says 03e8",
            "close",
            "violates second_close",
            "close",
            "violates second_close",
            "close");
  }

  @Test
  void control_behindAClose_isLegalHoweverItLooks() {
    FrameBytes frames = FrameBytes.from(CLIENT).emptyClose();
    List<String> expected = new ArrayList<>(List.of("Close says nothing", "close"));
    for (int opcode = 0x9; opcode <= 0xF; opcode++) {
      frames.unmasked().rsv(7).notFinal().length64().frame(opcode, new byte[126]);
      expected.add(Opcode.of(opcode).label());
    }
    assertThat(FrameLog.of(CLIENT, frames)).containsExactlyElementsOf(expected);
  }

  @Test
  void data_malformedBehindAClose_isDataAfterCloseAlone() {
    FrameBytes frames = FrameBytes.from(CLIENT).close(1000).unmasked().rsv(7).length64().text("a");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly("Close says 03e8", "close", "violates data_after_close", "text");
  }

  @Test
  void length_withItsTopBitSetBehindAClose_isUnreadableAllTheSame() {
    FrameBytes ping = FrameBytes.from(CLIENT).close(1000).claiming(-1).ping().text("a");
    FrameBytes text = FrameBytes.from(CLIENT).close(1000).claiming(-1).text("").text("a");

    assertThat(FrameLog.of(CLIENT, ping)).containsExactly("Close says 03e8", "close", "unreadable");
    assertThat(FrameLog.of(CLIENT, text))
        .containsExactly("Close says 03e8", "close", "violates data_after_close", "unreadable");
  }

  @Test
  void brokenClose_isTheFirstClose() {
    FrameBytes frames = FrameBytes.from(CLIENT).notFinal().close(1000).close(1000).text("a");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "violates fragmented_control",
            "Close is broken",
            "close",
            "violates second_close",
            "close",
            "violates data_after_close",
            "text");
  }

  @Test
  void closeEnd_isBehindTheFirstClosesLastByte() {
    byte[] bytes =
        FrameBytes.from(CLIENT).text("a").close(1000).text("b").close(1001).ping().bytes();
    int end = FrameBytes.from(CLIENT).text("a").close(1000).size();
    FrameReader reader = new FrameLog(CLIENT, ReservedBits.NONE).reader;

    assertThat(reader.closeEnd()).isEqualTo(-1);
    assertThat(reader.read(ByteBuffer.wrap(bytes), 0, bytes.length, false)).isEqualTo(bytes.length);
    assertThat(reader.closeEnd()).isEqualTo(end);
    assertThat(reader.closeEnd()).isEqualTo(end);
  }

  @Test
  void closeEnd_isThatOfTheLatestReadOnly() {
    ByteBuffer bytes =
        ByteBuffer.wrap(FrameBytes.from(SERVICE).text("a").close(1000).ping().bytes());
    int end = bytes.capacity() - 2;
    FrameReader reader = new FrameLog(SERVICE, ReservedBits.NONE).reader;

    reader.read(bytes, 0, end - 1, false);
    assertThat(reader.closeEnd()).isEqualTo(-1);
    reader.read(bytes, end - 1, end, false);
    assertThat(reader.closeEnd()).isEqualTo(end);
    reader.read(bytes, end, end, false);
    assertThat(reader.closeEnd()).isEqualTo(-1);
    reader.read(bytes, end, bytes.capacity(), false);
    assertThat(reader.closeEnd()).isEqualTo(-1);
  }

  @Test
  void closeEnd_ofAnEmptyOrBrokenClose_isBehindItToo() {
    for (FrameBytes frames :
        List.of(
            FrameBytes.from(CLIENT).emptyClose(),
            FrameBytes.from(CLIENT).closePayload(new byte[200]),
            FrameBytes.from(CLIENT).rsv(1).close(1000))) {
      FrameReader reader = new FrameLog(CLIENT, ReservedBits.NONE).reader;
      reader.read(ByteBuffer.wrap(frames.bytes()), 0, frames.size(), false);
      assertThat(reader.closeEnd()).isEqualTo(frames.size());
    }
  }

  @Test
  void payload_ofAClose_isTheListenersToKeep() {
    List<byte[]> kept = new ArrayList<>();
    FrameReader reader =
        new FrameReader(
            CLIENT,
            ReservedBits.NONE,
            new FrameListener() {
              @Override
              public void close(byte[] payload, int payloadBytes) {
                kept.add(payload);
              }

              @Override
              public void frame(Opcode opcode, long payloadBytes, boolean endsMessage) {}

              @Override
              public void violation(Violation violation) {}

              @Override
              public void unreadable() {}
            });
    byte[] bytes = FrameBytes.from(CLIENT).close(1000, "bye").text("xyz").bytes();
    reader.read(ByteBuffer.wrap(bytes), 0, bytes.length, false);
    Arrays.fill(bytes, (byte) 0);
    reader.read(ByteBuffer.wrap(bytes), 0, bytes.length, false);

    assertThat(kept).hasSize(1);
    assertThat(kept.get(0)).startsWith(3, 0xE8, 'b', 'y', 'e');
  }
}
