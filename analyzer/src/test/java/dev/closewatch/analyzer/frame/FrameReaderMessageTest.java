package dev.closewatch.analyzer.frame;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.CutIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 5.4: fragments of messages, and what may stand between them. */
class FrameReaderMessageTest {
  @Test
  void message_inThreeFragments_endsWithTheLast() {
    assertThat(FrameLog.of(CLIENT, frames().fragments("he", "ll", "o")))
        .containsExactly("text", "continuation", "continuation, message ends");
  }

  @Test
  void message_binaryInFragments_endsWithTheLast() {
    assertThat(FrameLog.of(CLIENT, frames().notFinal().binary().continuation("x")))
        .containsExactly("binary", "continuation, message ends");
  }

  @Test
  void message_ofEmptyFragments_endsWithTheLast() {
    assertThat(FrameLog.of(CLIENT, frames().fragments("", "", "")))
        .containsExactly("text", "continuation", "continuation, message ends");
  }

  @Test
  void control_betweenFragments_isLegalAndEndsNothing() {
    FrameBytes frames =
        frames()
            .notFinal()
            .text("he")
            .ping("a")
            .notFinal()
            .continuation("ll")
            .pong()
            .continuation("o");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly("text", "ping", "continuation", "pong", "continuation, message ends");
  }

  @Test
  void close_betweenFragments_isLegal() {
    assertThat(FrameLog.of(CLIENT, frames().notFinal().text("he").close(1000)))
        .containsExactly("text", "Close says 03e8", "close");
  }

  @Test
  void continuation_withNothingToContinue_isBad() {
    assertThat(FrameLog.of(CLIENT, frames().continuation("x").text("y")))
        .containsExactly("violates bad_continuation", "continuation", "text, message ends");
  }

  @Test
  void continuation_notFinalWithNothingToContinue_opensNoMessage() {
    assertThat(FrameLog.of(CLIENT, frames().notFinal().continuation("x").continuation("y")))
        .containsExactly(
            "violates bad_continuation",
            "continuation",
            "violates bad_continuation",
            "continuation");
  }

  @Test
  void continuation_behindAMessageThatHasEnded_isBad() {
    assertThat(FrameLog.of(CLIENT, frames().fragments("a", "b").continuation("c")))
        .containsExactly(
            "text", "continuation, message ends", "violates bad_continuation", "continuation");
  }

  @Test
  void newMessage_insideAnother_isBadAndTheOldOneIsGivenUp() {
    FrameBytes frames = frames().notFinal().text("old").binary((byte) 1).continuation("of what?");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "text",
            "violates bad_continuation",
            "binary, message ends",
            "violates bad_continuation",
            "continuation");
  }

  @Test
  void newMessage_fragmentedInsideAnother_isTheOneThatIsContinued() {
    FrameBytes frames = frames().notFinal().text("old").notFinal().text("new").continuation("!");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly("text", "violates bad_continuation", "text", "continuation, message ends");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8, 0x9, 0xA})
  void control_fragmented_opensNoMessage(int opcode) {
    if (opcode == 0x8) {
      // Behind a Close nothing is looked for but data, and this is some.
      assertThat(FrameLog.of(CLIENT, frames().notFinal().frame(opcode).continuation("x")))
          .endsWith("violates data_after_close", "continuation");
      return;
    }
    assertThat(FrameLog.of(CLIENT, frames().notFinal().frame(opcode).continuation("x")))
        .startsWith("violates fragmented_control")
        .endsWith("violates bad_continuation", "continuation");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x3, 0x7, 0xB, 0xF})
  void reservedOpcode_notFinal_opensNoMessage(int opcode) {
    assertThat(FrameLog.of(CLIENT, frames().notFinal().frame(opcode).continuation("x")))
        .endsWith("reserved", "violates bad_continuation", "continuation");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x3, 0x7, 0xB, 0xF})
  void reservedOpcode_betweenFragments_leavesTheMessageOpen(int opcode) {
    FrameBytes frames = frames().notFinal().text("a").frame(opcode).continuation("b");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "text", "violates reserved_opcode", "reserved", "continuation, message ends");
  }

  @Test
  void fragmentedControl_betweenFragments_leavesTheMessageOpen() {
    FrameBytes frames = frames().notFinal().text("a").notFinal().ping().continuation("b");

    assertThat(FrameLog.of(CLIENT, frames))
        .containsExactly(
            "text", "violates fragmented_control", "ping", "continuation, message ends");
  }

  @Test
  void cutIn_betweenTwoMessages_isNone() {
    assertThat(cutIn(frames())).isEqualTo(CutIn.NONE);
    assertThat(cutIn(frames().text("a").ping())).isEqualTo(CutIn.NONE);
    assertThat(cutIn(frames().fragments("a", "b"))).isEqualTo(CutIn.NONE);
    assertThat(cutIn(frames().close(1000))).isEqualTo(CutIn.NONE);
    assertThat(cutIn(frames().notFinal().ping())).isEqualTo(CutIn.NONE);
    assertThat(cutIn(frames().notFinal().frame(0x3))).isEqualTo(CutIn.NONE);
    assertThat(cutIn(frames().notFinal().continuation("a"))).isEqualTo(CutIn.NONE);
  }

  @Test
  void cutIn_afterEachByteOfAFrame_isFrame() {
    FrameBytes whole = frames().length64().text("abc");
    for (int missing = 1; missing < whole.size(); missing++) {
      FrameBytes part = frames().length64().text("abc").withoutLast(missing);
      assertThat(cutIn(part)).as("%d bytes missing", missing).isEqualTo(CutIn.FRAME);
    }
  }

  @Test
  void cutIn_afterEachByteOfAClose_isCloseFrame() {
    FrameBytes whole = frames().close(1000, "bye");
    for (int missing = 1; missing < whole.size(); missing++) {
      FrameBytes part = frames().close(1000, "bye").withoutLast(missing);
      assertThat(cutIn(part)).as("%d bytes missing", missing).isEqualTo(CutIn.CLOSE_FRAME);
      assertThat(FrameLog.of(CLIENT, part)).isEmpty();
    }
  }

  @Test
  void cutIn_betweenFragments_isMessage() {
    assertThat(cutIn(frames().notFinal().text("a"))).isEqualTo(CutIn.MESSAGE);
    assertThat(cutIn(frames().notFinal().text("a").ping())).isEqualTo(CutIn.MESSAGE);
    assertThat(cutIn(frames().notFinal().binary().notFinal().continuation("")))
        .isEqualTo(CutIn.MESSAGE);
  }

  @Test
  void cutIn_withinAFrameOfAFragmentedMessage_isFrame() {
    assertThat(cutIn(frames().fragments("a", "b").withoutLast(1))).isEqualTo(CutIn.FRAME);
    assertThat(cutIn(frames().notFinal().text("a").ping("b").withoutLast(1)))
        .isEqualTo(CutIn.FRAME);
  }

  @Test
  void cutIn_ofWhatIsUnreadable_isNone() {
    assertThat(cutIn(frames().notFinal().text("a").claiming(-1).continuation("").text("b")))
        .isEqualTo(CutIn.NONE);
    assertThat(cutIn(frames().claiming(-1).close(1000))).isEqualTo(CutIn.NONE);
  }

  private static FrameBytes frames() {
    return FrameBytes.from(CLIENT);
  }

  private static CutIn cutIn(FrameBytes frames) {
    return new FrameLog(CLIENT, ReservedBits.NONE).read(frames.bytes()).reader.cutIn();
  }
}
