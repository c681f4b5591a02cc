package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.peer.Stacks.TORNADO;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Rule;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who started a close with what must not be on the wire; an answer is held against nobody. */
class IllegalCloseTest {
  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 40_000, 65_535})
  void illegalCode_started_isFlagged(int code) {
    bot.closes(code);

    story.accuses("client bot illegal_close");
    assertThat(story.flag("bot", Rule.ILLEGAL_CLOSE).evidence()).containsEntry("lastCode", code);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1003, 1007, 1008, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999})
  void legalCode_started_isNotFlagged(int code) {
    bot.closes(code);

    story.accusesNobody();
  }

  @ParameterizedTest
  @MethodSource("malformedCloses")
  void malformedClose_started_isFlagged(UnaryOperator<FrameBytes> close) {
    bot.connects().client(close).service(sends -> sends.close(1002)).over();

    story.accuses("client bot illegal_close");
    assertThat(story.flag("bot", Rule.ILLEGAL_CLOSE).evidence())
        .containsEntry("lastKind", "malformed");
  }

  @ParameterizedTest
  @MethodSource("malformedCloses")
  void malformedClose_threeTimes_isNotAViolationOfAnotherKindAsWell(
      UnaryOperator<FrameBytes> close) {
    bot.times(3, b -> b.connects().client(close).service(sends -> sends.close(1002)).over());

    story.accuses("client bot illegal_close");
  }

  @ParameterizedTest
  @MethodSource("malformedCloses")
  void malformedClose_answeringAMalformedOne_countsAgainstNobody(UnaryOperator<FrameBytes> close) {
    bot.times(5, b -> b.connects().client(close).service(close).over());

    story.accuses("client bot illegal_close");
  }

  @Test
  void malformedCloseAndAPingOfTheSameFault_areTwoFaults() {
    bot.times(
        3,
        b ->
            b.connects()
                .client(sends -> sends.notFinal().ping().notFinal().close(1000))
                .service(sends -> sends.close(1002))
                .over());

    story.accuses("client bot illegal_close", "client bot protocol_violator");
  }

  static Stream<Named<UnaryOperator<FrameBytes>>> malformedCloses() {
    return Stream.of(
        Named.of("one byte", sends -> sends.closePayload((byte) 3)),
        Named.of("bad UTF-8", sends -> sends.closePayload((byte) 3, (byte) 0xE8, (byte) 0xFF)),
        Named.of("126 bytes", sends -> sends.closePayload(new byte[126])),
        Named.of("FIN=0", sends -> sends.notFinal().close(1000)),
        Named.of("RSV1", sends -> sends.rsv1().close(1000)));
  }

  @Test
  void unassignedCode_whereAnExtensionWasAccepted_mayBeTheExtensions() {
    bot.agreesOn("permessage-deflate").times(20, b -> b.closes(2000));

    story.accusesNobody();
  }

  @Test
  void reservedCode_whereAnExtensionWasAccepted_isFlagged() {
    bot.agreesOn("permessage-deflate").closes(1006);

    story.accuses("client bot illegal_close");
  }

  @Test
  void illegalClose_answeringAnIllegalOne_countsAgainstNobody() {
    // tornado answers 1005 on the wire with 1005 on the wire.
    story
        .client("tornado")
        .runs(TORNADO)
        .times(
            5,
            v ->
                v.connects()
                    .service(sends -> sends.close(1005))
                    .client(sends -> sends.close(1005))
                    .over());

    story.accuses("service service-1 illegal_close");
  }

  @Test
  void illegalClose_answeringALegalOne_isAnAnswerStill() {
    story
        .client("jdk")
        .runs(JDK)
        .times(
            5,
            v ->
                v.connects()
                    .client(sends -> sends.close(1000))
                    .service(sends -> sends.close(1005))
                    .over());

    story.accusesNobody();
  }

  @Test
  void illegalSecondClose_isNotLookedAt() {
    bot.times(
        5,
        b ->
            b.connects()
                .client(sends -> sends.close(1000).close(1005).close(0))
                .service(sends -> sends.close(1000))
                .over());

    story.accusesNobody();
  }

  @Test
  void illegalClose_behindTheServicesEnd_didNotStartIt() {
    bot.connects().ends(SERVICE, FIN).client(sends -> sends.close(1005)).ends(CLIENT, FIN).isOver();

    story.accusesNobody();
  }

  @Test
  void illegalClose_unanswered_isNoIgnoredClose() {
    // websocket-client, autobahn and OkHttp answer none.
    bot.times(10, b -> b.connects().service(sends -> sends.close(1005)).later(ofSeconds(3)).over());

    story.accuses("service service-1 illegal_close");
  }
}
