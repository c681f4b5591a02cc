package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.traffic.DirectionTraffic;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each side sent, and what it violated, in figures. */
class TrafficTest {
  @Test
  void counts_ofADirection_areItsFramesMessagesAndBytes() {
    CloseEvent event =
        Dialogue.opens()
            .client(sends -> sends.text("hi").fragments("a", "b", "c").ping("?").frame(0xB))
            .client(sends -> sends.binaryOf(200).text("cut").withoutLast(2))
            .service(sends -> sends.pong("?"))
            .event();

    int bytes =
        FrameBytes.from(CLIENT).text("hi").fragments("a", "b", "c").ping("?").frame(0xB).size()
            + FrameBytes.from(CLIENT).binaryOf(200).text("cut").size()
            - 2;
    assertThat(event.fromClient().counts())
        .isEqualTo(
            new DirectionCounts(
                7,
                3,
                bytes,
                Map.of(
                    Opcode.TEXT, 2L,
                    Opcode.CONTINUATION, 2L,
                    Opcode.BINARY, 1L,
                    Opcode.PING, 1L,
                    Opcode.RESERVED, 1L)));
    assertThat(event.fromService().counts())
        .isEqualTo(new DirectionCounts(1, 0, 3, Map.of(Opcode.PONG, 1L)));
  }

  @Test
  void counts_ofASilentDirection_areZero() {
    assertThat(Dialogue.opens().event().fromService().counts())
        .isEqualTo(new DirectionCounts(0, 0, 0, Map.of()));
  }

  @Test
  void message_givenUpForAnother_isNotCounted() {
    CloseEvent event =
        Dialogue.opens().client(sends -> sends.notFinal().text("a").text("b")).event();

    assertThat(event.fromClient().counts().messages()).isEqualTo(1);
    assertThat(event.fromClient().counts().frames()).isEqualTo(2);
  }

  @Test
  void counts_inTheMiddleOfThings_areThoseSoFar() {
    Dialogue dialogue = Dialogue.opens().client(sends -> sends.text("a"));
    DirectionCounts before = dialogue.analyzer().traffic(CLIENT).counts();
    dialogue.client(sends -> sends.text("b"));

    assertThat(before.frames()).isEqualTo(1);
    assertThat(dialogue.analyzer().traffic(CLIENT).counts().frames()).isEqualTo(2);
  }

  @Test
  void traffic_ofAnOpenConnection_isToldAsItStands() {
    Dialogue dialogue = Dialogue.opens();
    long openedNanos = dialogue.analyzer().opening().openedNanos();
    dialogue.later(5).client(sends -> sends.ping()).later(5);

    DirectionTraffic fromClient = dialogue.analyzer().traffic(CLIENT);
    assertThat(fromClient.bytes()).isEqualTo(6);
    assertThat(fromClient.lastByteNanos() - openedNanos).isEqualTo(5_000_000);
    assertThat(fromClient.unansweredPings()).isEqualTo(1);
    assertThat(dialogue.analyzer().traffic(SERVICE).lastByteNanos()).isEqualTo(openedNanos);
  }

  @Test
  void pauses_addUp() {
    CloseEvent event =
        Dialogue.opens().pauses(SERVICE, 20).pauses(SERVICE, 5).pauses(CLIENT, 1).event();

    assertThat(event.fromService().pausedNanos()).isEqualTo(25_000_000);
    assertThat(event.fromClient().pausedNanos()).isEqualTo(1_000_000);
  }

  @Test
  void violations_areListedWithTheirCountsBySender() {
    CloseEvent event =
        Dialogue.opens()
            .service(sends -> sends.masked().text("a").rsv(1).text("b").rsv(1).masked().text("c"))
            .client(sends -> sends.unmasked().continuation("").close(2000))
            .client(sends -> sends.text("x").text("y").emptyClose())
            .event();

    assertThat(event.violations())
        .containsExactly(
            new ViolationCount(CLIENT, Violation.UNMASKED_FRAME, 1),
            new ViolationCount(CLIENT, Violation.BAD_CONTINUATION, 1),
            new ViolationCount(CLIENT, Violation.DATA_AFTER_CLOSE, 2),
            new ViolationCount(CLIENT, Violation.SECOND_CLOSE, 1),
            new ViolationCount(CLIENT, Violation.INVALID_CLOSE_CODE, 1),
            new ViolationCount(SERVICE, Violation.MASKED_FRAME, 2),
            new ViolationCount(SERVICE, Violation.RESERVED_BITS, 2));
  }

  @Test
  void violations_ofACloseAreThoseOfItsKind() {
    for (int code : new int[] {1004, 1005, 1006, 1015}) {
      assertViolation(FrameBytes.from(CLIENT).close(code), Violation.RESERVED_CLOSE_CODE);
    }
    for (int code : new int[] {0, 999, 1016, 2999, 5000, 65535}) {
      assertViolation(FrameBytes.from(CLIENT).close(code), Violation.INVALID_CLOSE_CODE);
    }
    assertViolation(FrameBytes.from(CLIENT).closePayload((byte) 3), Violation.MALFORMED_CLOSE);
    assertViolation(
        FrameBytes.from(CLIENT).closePayload((byte) 3, (byte) -24, (byte) -1),
        Violation.MALFORMED_CLOSE);
  }

  @Test
  void violations_ofAMalformedClose_standBesideThoseOfItsHeader() {
    CloseEvent event =
        Dialogue.opens().client(s -> s.notFinal().rsv(1).close(1000, "r".repeat(200))).event();

    assertThat(event.violations())
        .containsExactly(
            new ViolationCount(CLIENT, Violation.RESERVED_BITS, 1),
            new ViolationCount(CLIENT, Violation.FRAGMENTED_CONTROL, 1),
            new ViolationCount(CLIENT, Violation.LONG_CONTROL, 1),
            new ViolationCount(CLIENT, Violation.MALFORMED_CLOSE, 1));
  }

  @Test
  void violations_ofWhatIsLegal_areNone() {
    CloseEvent event =
        Dialogue.opensWith(ReservedBits.PERMESSAGE_DEFLATE)
            .client(s -> s.rsv1().notFinal().text("a").ping().continuation("b").close(3000).pong())
            .service(s -> s.rsv1().binaryOf(70000).emptyClose().ping().frame(0xA))
            .event();

    assertThat(event.violations()).isEmpty();
    assertThat(event.clean()).isTrue();
  }

  @Test
  void read_stoppedAtFrameEnds_countsEachByteOnce() {
    FakeClock clock = FakeClock.startingAnywhere();
    ConnectionAnalyzer analyzer =
        new ConnectionAnalyzer(
            Openings.at(clock, ReservedBits.NONE), new NoCounts(), CloseEventModel.CAUSES);
    FrameBytes frames = FrameBytes.from(SERVICE).text("a").binaryOf(300).close(1000).ping();
    ByteBuffer bytes = ByteBuffer.wrap(frames.bytes());
    int at = 0;
    while (at < bytes.capacity()) {
      at = analyzer.read(SERVICE, bytes, at, bytes.capacity(), true, clock.nanos());
    }
    analyzer.legEnded(SERVICE, FIN, clock.nanos());

    DirectionCounts counts = analyzer.end(clock.nanos()).fromService().counts();
    assertThat(counts.bytes()).isEqualTo(frames.size());
    assertThat(counts.frames()).isEqualTo(4);
  }

  @Test
  void countsAndLists_ofAnEvent_cannotBeChanged() {
    CloseEvent event = Dialogue.opens().client(s -> s.rsv(1).text("a")).event();

    assertThatThrownBy(() -> event.violations().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> event.unreadable().add(CLIENT))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> event.fromClient().counts().byOpcode().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static void assertViolation(FrameBytes frames, Violation violation) {
    CloseEvent event = Dialogue.opens().reads(CLIENT, frames.bytes()).event();
    assertThat(event.violations()).containsExactly(new ViolationCount(CLIENT, violation, 1));
  }
}
