package dev.closewatch.analyzer.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The labels are a contract: dashboards, alerts and scripts name them. */
class VocabularyTest {
  @Test
  void labels_ofEachWord_areTheseForGood() {
    assertLabels(Sender.values(), "client service");
    assertLabels(
        CloseKind.values(),
        "empty normal going_away protocol_error unsupported_data invalid_payload policy too_big"
            + " missing_extension internal_error service_restart try_again_later bad_gateway"
            + " reserved unassigned registered private out_of_range malformed abnormal unobserved");
    assertLabels(Initiator.values(), "client service none proxy unknown");
    assertLabels(Reply.values(), "same different crossed missing unknown not_applicable");
    assertLabels(Ending.values(), "clean policy abnormal proxy other");
    assertLabels(TcpEndBy.values(), "client service proxy");
    assertLabels(TcpEndHow.values(), "fin reset timeout");
    assertLabels(CutIn.values(), "none frame message close_frame");
    assertLabels(
        Violation.values(),
        "unmasked_frame masked_frame reserved_bits reserved_opcode fragmented_control long_control"
            + " bad_length bad_continuation data_after_close second_close reserved_close_code"
            + " invalid_close_code malformed_close");
    assertLabels(Opcode.values(), "continuation text binary close ping pong reserved");
    assertLabels(ProxyCloseReason.values(), "drain idle limit half_close admin");
    assertLabels(UnobservedReason.values(), "unreadable fault shed off");
    assertLabels(Lang.values(), "en vi");
  }

  @Test
  void opcode_ofFourBits_isThatOfTheRfc() {
    String[] words = new String[16];
    Arrays.fill(words, "reserved");
    words[0] = "continuation";
    words[1] = "text";
    words[2] = "binary";
    words[8] = "close";
    words[9] = "ping";
    words[10] = "pong";
    for (int bits = 0; bits < 256; bits++) {
      assertThat(Opcode.of(bits).label()).isEqualTo(words[bits % 16]);
    }
  }

  @Test
  void other_ofASender_isTheOneOpposite() {
    assertThat(Sender.CLIENT.other()).isEqualTo(Sender.SERVICE);
    assertThat(Sender.SERVICE.other()).isEqualTo(Sender.CLIENT);
  }

  @Test
  void violations_ofMasks_arePossibleForOneSenderEach() {
    for (Violation violation : Violation.values()) {
      assertThat(violation.possibleFor(Sender.CLIENT))
          .isEqualTo(violation != Violation.MASKED_FRAME);
      assertThat(violation.possibleFor(Sender.SERVICE))
          .isEqualTo(violation != Violation.UNMASKED_FRAME);
    }
  }

  private static void assertLabels(Labelled[] words, String labels) {
    assertThat(words).extracting(Labelled::label).containsExactly(labels.split(" "));
  }
}
