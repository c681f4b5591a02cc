package dev.closewatch.analyzer.frame;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 5.2, base framing, and the rules of 5.1 and 5.5 that a header alone shows. */
class FrameReaderHeaderTest {
  @ParameterizedTest
  @CsvSource({
    "CLIENT, 0", "CLIENT, 1", "CLIENT, 125", "CLIENT, 126", "CLIENT, 65535", "CLIENT, 65536",
    "SERVICE, 0", "SERVICE, 1", "SERVICE, 125", "SERVICE, 126", "SERVICE, 65535", "SERVICE, 65536",
    "CLIENT, 1000000", "SERVICE, 1000000"
  })
  void length_inItsShortestForm_isRead(Sender sender, int payloadBytes) {
    FrameBytes frames = FrameBytes.from(sender).binaryOf(payloadBytes).ping();

    assertThat(FrameLog.of(sender, frames)).containsExactly("binary, message ends", "ping");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125})
  void length_in16BitsThoughItFits7_isABadLength(int payloadBytes) {
    FrameBytes frames = FrameBytes.from(CLIENT).length16().binaryOf(payloadBytes).ping();

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly("violates bad_length", "binary, message ends", "ping");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65535})
  void length_in64BitsThoughItFitsLess_isABadLength(int payloadBytes) {
    FrameBytes frames = FrameBytes.from(SERVICE).length64().binaryOf(payloadBytes).ping();

    assertThat(FrameLog.of(SERVICE, frames))
        .containsExactly("violates bad_length", "binary, message ends", "ping");
  }

  @Test
  void length_withItsTopBitSet_makesTheRestUnreadable() {
    FrameBytes frames =
        FrameBytes.from(CLIENT).claiming(Long.MIN_VALUE | 3).text("abc").text("def").close(1000);

    assertThat(FrameLog.of(CLIENT, frames)).containsExactly("violates bad_length", "unreadable");
  }

  @Test
  void length_ofAllOnes_isABadLengthOnce() {
    assertThat(FrameLog.of(SERVICE, FrameBytes.from(SERVICE).claiming(-1).binary()))
        .containsExactly("violates bad_length", "unreadable");
  }

  @Test
  void length_withItsTopBitSetInAControlFrame_isALongControlToo() {
    assertThat(FrameLog.of(CLIENT, FrameBytes.from(CLIENT).claiming(Long.MIN_VALUE).ping()))
        .containsExactly("violates long_control", "violates bad_length", "unreadable");
  }

  @Test
  void length_ofNearly2To63_isWaitedFor() {
    FrameLog log = new FrameLog(CLIENT, ReservedBits.NONE);
    log.read(FrameBytes.from(CLIENT).claiming(Long.MAX_VALUE).text("abc").close(1000).bytes());

    assertThat(log.lines()).isEmpty();
    assertThat(log.reader.isUnreadable()).isFalse();
    assertThat(log.reader.betweenFrames()).isFalse();
  }

  @Test
  void mask_missingFromAClientsFrames_isAViolationOfEach() {
    FrameBytes frames = FrameBytes.from(CLIENT).unmasked().text("a").text("b").unmasked().ping("c");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "violates unmasked_frame",
            "text, message ends",
            "text, message ends",
            "violates unmasked_frame",
            "ping");
  }

  @Test
  void mask_onAServicesFrames_isAViolationOfEach() {
    FrameBytes frames = FrameBytes.from(SERVICE).masked().text("a").text("b").masked().pong();

    assertThat(FrameLog.of(SERVICE, frames))
        .containsExactly(
            "violates masked_frame",
            "text, message ends",
            "text, message ends",
            "violates masked_frame",
            "pong");
  }

  @ParameterizedTest
  @EnumSource(Sender.class)
  void mask_ofZeros_isAMask(Sender sender) {
    FrameBytes frames = FrameBytes.from(sender).maskedWith(0).text("a");

    assertThat(FrameLog.of(sender, frames))
        .hasSize(sender == CLIENT ? 1 : 2)
        .endsWith("text, message ends");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF})
  void opcode_thatNobodyAssigned_isReserved(int opcode) {
    FrameBytes frames = FrameBytes.from(CLIENT).frame(opcode, (byte) 1).text("a");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly("violates reserved_opcode", "reserved", "text, message ends");
  }

  @ParameterizedTest
  @CsvSource({"0x9, ping", "0xA, pong"})
  void control_notFinal_isFragmentedControl(int opcode, String label) {
    FrameBytes frames = FrameBytes.from(CLIENT).notFinal().frame(opcode);

    assertThat(FrameLog.of(CLIENT, frames)).containsExactly("violates fragmented_control", label);
  }

  @Test
  void control_close_notFinal_isFragmentedControlAndABrokenClose() {
    assertThat(FrameLog.of(CLIENT, FrameBytes.from(CLIENT).notFinal().close(1000)))
        .containsExactly("violates fragmented_control", "Close is broken", "close");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xB, 0xC, 0xD, 0xE, 0xF})
  void control_reservedNotFinalAndLong_showsAllThree(int opcode) {
    FrameBytes frames = FrameBytes.from(CLIENT).notFinal().frame(opcode, new byte[126]);

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "violates reserved_opcode",
            "violates fragmented_control",
            "violates long_control",
            "reserved");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x3, 0x7})
  void data_reservedNotFinalAndLong_isReservedAlone(int opcode) {
    FrameBytes frames = FrameBytes.from(CLIENT).notFinal().frame(opcode, new byte[126]);

    assertThat(FrameLog.of(CLIENT, frames)).containsExactly("violates reserved_opcode", "reserved");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "125, false", "126, true", "65535, true", "65536, true"})
  void control_over125Bytes_isLongControl(int payloadBytes, boolean isLong) {
    FrameBytes frames = FrameBytes.from(SERVICE).frame(0x9, new byte[payloadBytes]).text("a");

    if (isLong) {
      assertThat(FrameLog.of(SERVICE, frames))
          .containsExactly("violates long_control", "ping", "text, message ends");
    } else {
      assertThat(FrameLog.of(SERVICE, frames)).containsExactly("ping", "text, message ends");
    }
  }

  @Test
  void control_shortInALongForm_isABadLengthAndNoLongControl() {
    FrameBytes frames = FrameBytes.from(CLIENT).length16().ping("a").length64().pong("b");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly("violates bad_length", "ping", "violates bad_length", "pong");
  }

  @Test
  void frame_withManyViolations_countsOnceForEach() {
    FrameBytes frames =
        FrameBytes.from(CLIENT)
            .unmasked()
            .rsv(7)
            .notFinal()
            .length64()
            .frame(0xF, new byte[126])
            .text("still a frame");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "violates unmasked_frame",
            "violates reserved_bits",
            "violates reserved_opcode",
            "violates fragmented_control",
            "violates long_control",
            "violates bad_length",
            "reserved",
            "text, message ends");
  }

  @Test
  void violation_inAHeader_countsWhenTheHeaderIsComplete() {
    byte[] frame = FrameBytes.from(CLIENT).rsv(2).length16().text("abc").bytes();
    int headerBytes = 2 + 2 + 4;
    FrameLog log = new FrameLog(CLIENT, ReservedBits.NONE);

    for (int i = 0; i < headerBytes - 1; i++) {
      log.read(new byte[] {frame[i]});
    }
    assertThat(log.lines()).isEmpty();

    log.read(new byte[] {frame[headerBytes - 1]});
    assertThat(log.lines()).containsExactly("violates reserved_bits", "violates bad_length");
  }

  @Test
  void frame_withoutItsLastByte_hasNotBeenRead() {
    byte[] frame = FrameBytes.from(CLIENT).text("abc").bytes();
    FrameLog log = new FrameLog(CLIENT, ReservedBits.NONE);

    for (int i = 0; i < frame.length - 1; i++) {
      log.read(new byte[] {frame[i]});
    }
    assertThat(log.lines()).isEmpty();
    assertThat(log.reader.betweenFrames()).isFalse();

    log.read(new byte[] {frame[frame.length - 1]});
    assertThat(log.lines()).containsExactly("text, message ends");
    assertThat(log.reader.betweenFrames()).isTrue();
  }

  @Test
  void unreadable_isOnlyToldWithAWholeHeader() {
    byte[] header = FrameBytes.from(CLIENT).claiming(Long.MIN_VALUE).text("").bytes();
    FrameLog log = new FrameLog(CLIENT, ReservedBits.NONE);

    for (int i = 0; i < 13; i++) {
      log.read(new byte[] {header[i]});
      assertThat(log.reader.isUnreadable()).isFalse();
    }
    log.read(new byte[] {header[13]});

    assertThat(log.reader.isUnreadable()).isTrue();
    assertThat(log.lines()).containsExactly("violates bad_length", "unreadable");
  }

  @Test
  void unreadable_withMoreBytes_staysSilent() {
    FrameLog log = new FrameLog(SERVICE, ReservedBits.NONE);
    byte[] lost = FrameBytes.from(SERVICE).claiming(Long.MIN_VALUE).text("").bytes();
    byte[] more = FrameBytes.from(SERVICE).text("a").rsv(7).masked().close(1005).bytes();

    log.read(lost).read(more).read(more);

    assertThat(log.lines()).containsExactly("violates bad_length", "unreadable");
    assertThat(log.reader.betweenFrames()).isFalse();
  }
}
