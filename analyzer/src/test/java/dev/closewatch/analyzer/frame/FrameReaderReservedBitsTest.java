package dev.closewatch.analyzer.frame;

import static dev.closewatch.analyzer.frame.ReservedBits.ANY;
import static dev.closewatch.analyzer.frame.ReservedBits.NONE;
import static dev.closewatch.analyzer.frame.ReservedBits.PERMESSAGE_DEFLATE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RSV bits by what was accepted: RFC 6455 sections 5.2 and 9, RFC 7692 section 6. */
class FrameReaderReservedBitsTest {
  @Test
  void bits_withNoExtension_areViolationsWhereverTheyStand() {
    everyFirstByte(
        (rsv, opcode, last) -> assertThat(flagged(NONE, rsv, opcode, last)).isEqualTo(rsv != 0));
  }

  @Test
  void bits_withPermessageDeflate_areRsv1OfAMessagesFirstFrameOnly() {
    everyFirstByte(
        (rsv, opcode, last) -> {
          boolean firstFrameOfAMessage = opcode == 1 || opcode == 2;
          boolean fine = rsv == 0 || (rsv == 4 && firstFrameOfAMessage);
          assertThat(flagged(PERMESSAGE_DEFLATE, rsv, opcode, last)).isEqualTo(!fine);
        });
  }

  @Test
  void bits_withAnotherExtension_areViolationsOnControlFramesOnly() {
    everyFirstByte(
        (rsv, opcode, last) -> {
          boolean control = opcode >= 8;
          assertThat(flagged(ANY, rsv, opcode, last)).isEqualTo(rsv != 0 && control);
        });
  }

  @Test
  void rsv1_onContinuationsOfACompressedMessage_isAViolationOfEach() {
    FrameBytes frames =
        FrameBytes.from(CLIENT)
            .rsv1()
            .notFinal()
            .text("a")
            .rsv1()
            .notFinal()
            .continuation("b")
            .rsv1()
            .continuation("c");

    assertThat(FrameLog.of(CLIENT, PERMESSAGE_DEFLATE, frames))
        .containsExactly(
            "text",
            "violates reserved_bits",
            "continuation",
            "violates reserved_bits",
            "continuation, message ends");
  }

  @Test
  void rsv1_onTheFirstFrameOfANewMessageInsideAnother_isLegal() {
    FrameBytes frames = FrameBytes.from(CLIENT).notFinal().text("a").rsv1().text("b");

    assertThat(FrameLog.of(CLIENT, PERMESSAGE_DEFLATE, frames))
        .containsExactly("text", "violates bad_continuation", "text, message ends");
  }

  @ParameterizedTest
  @EnumSource(ReservedBits.class)
  void rsvBits_ofAFrame_countOnceHoweverManyAreSet(ReservedBits allowed) {
    assertThat(FrameLog.of(CLIENT, allowed, FrameBytes.from(CLIENT).rsv(7).ping()))
        .containsExactly("violates reserved_bits", "ping");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE | ''",
        "NONE | ' , '",
        "NONE | ';x'",
        "PERMESSAGE_DEFLATE | permessage-deflate",
        "PERMESSAGE_DEFLATE | ' permessage-deflate ; server_no_context_takeover; x=\"1\"'",
        "PERMESSAGE_DEFLATE | PerMessage-Deflate",
        "ANY | permessage-bzip2",
        "ANY | x-webkit-deflate-frame",
        "ANY | 'permessage-deflate, mux'",
        "ANY | 'mux; a=b, permessage-deflate; c'",
        "ANY | permessage-deflate-not",
      })
  void allowedBy_theHeadersOfA101_isWhatTheyAccepted(ReservedBits allowed, String header) {
    assertThat(ReservedBits.allowedBy(List.of(header))).isEqualTo(allowed);
  }

  @Test
  void allowedBy_severalHeaders_takesThemTogether() {
    assertThat(ReservedBits.allowedBy(List.of())).isEqualTo(NONE);
    assertThat(ReservedBits.allowedBy(List.of("", "permessage-deflate")))
        .isEqualTo(PERMESSAGE_DEFLATE);
    assertThat(ReservedBits.allowedBy(List.of("permessage-deflate", "mux"))).isEqualTo(ANY);
  }

  private interface FirstByte {
    void is(int rsv, int opcode, boolean last);
  }

  private static void everyFirstByte(FirstByte firstByte) {
    for (int bits = 0; bits < 256; bits++) {
      firstByte.is((bits >> 4) & 7, bits & 15, bits >= 128);
    }
  }

  private static boolean flagged(ReservedBits allowed, int rsv, int opcode, boolean last) {
    FrameBytes frames = FrameBytes.from(CLIENT);
    frames = last ? frames : frames.notFinal();
    frames = rsv == 0 ? frames : frames.rsv(rsv);
    List<String> lines = FrameLog.of(CLIENT, allowed, frames.frame(opcode));
    return lines.contains("violates reserved_bits");
  }
}
