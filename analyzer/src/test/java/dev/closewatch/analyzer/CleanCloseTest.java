package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Clean: both sides said a legal Close, and no data behind it. */
class CleanCloseTest {
  @Test
  void twoLegalCloses_areCleanThoughTheyDiffer() {
    assertThat(clean(c -> c.close(1000), s -> s.close(1000))).isTrue();
    assertThat(clean(c -> c.emptyClose(), s -> s.close(1000))).isTrue();
    assertThat(clean(c -> c.close(1012), s -> s.close(1002))).isTrue();
    assertThat(clean(c -> c.close(3001), s -> s.close(4999, "x"))).isTrue();
  }

  @Test
  void twoLegalCloses_areCleanHoweverTcpEnds() {
    for (TcpEndHow how : TcpEndHow.values()) {
      Dialogue dialogue = Dialogue.opens().client(c -> c.close(1000)).service(s -> s.close(1000));
      assertThat(dialogue.ends(CLIENT, how).ends(SERVICE, how).event().clean()).isTrue();
    }
  }

  @Test
  void oneClose_isNotClean() {
    assertThat(clean(c -> c.close(1000), s -> s.text("x"))).isFalse();
    assertThat(clean(c -> c.text("x"), s -> s.close(1000))).isFalse();
  }

  @Test
  void illegalClose_isNotClean() {
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
      assertThat(clean(c -> c.close(code), s -> s.close(1002))).as("%d", code).isFalse();
      assertThat(clean(c -> c.close(1000), s -> s.close(code))).as("%d", code).isFalse();
    }
  }

  @Test
  void malformedClose_isNotClean() {
    assertThat(clean(c -> c.closePayload((byte) 3), s -> s.close(1002))).isFalse();
    assertThat(clean(c -> c.rsv(2).close(1000), s -> s.close(1000))).isFalse();
    assertThat(clean(c -> c.notFinal().close(1000), s -> s.close(1000))).isFalse();
    assertThat(clean(c -> c.close(1000), s -> s.close(1000, "x".repeat(124)))).isFalse();
  }

  @Test
  void closeThatViolatesElsewise_isClean() {
    assertThat(clean(c -> c.unmasked().close(1000), s -> s.masked().close(1000))).isTrue();
    assertThat(clean(c -> c.length64().close(1000), s -> s.length16().emptyClose())).isTrue();
    assertThat(clean(c -> c.rsv(3).text("x").close(1000), s -> s.frame(7).close(1000))).isTrue();
  }

  @Test
  void dataBehindAClose_isNotClean() {
    for (int opcode = 0; opcode <= 7; opcode++) {
      int data = opcode;
      assertThat(clean(c -> c.close(1000).frame(data), s -> s.close(1000))).isFalse();
      assertThat(clean(c -> c.close(1000), s -> s.close(1000).frame(data))).isFalse();
    }
  }

  @Test
  void controlBehindAClose_isClean() {
    for (int opcode = 8; opcode <= 15; opcode++) {
      int control = opcode;
      assertThat(clean(c -> c.close(1000).frame(control), s -> s.close(1000))).isTrue();
    }
  }

  @Test
  void dataOfTheOtherSideBehindAClose_isClean() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(c -> c.close(1000))
            .service(s -> s.text("still something to say").fragments("a", "b").close(1000));

    assertThat(dialogue.event().clean()).isTrue();
  }

  @Test
  void crossedCloses_areClean() {
    Dialogue dialogue =
        Dialogue.opens()
            .holdsBackFrom(CLIENT)
            .holdsBackFrom(SERVICE)
            .client(c -> c.close(1000))
            .service(s -> s.close(1001));

    assertThat(dialogue.event().clean()).isTrue();
  }

  @Test
  void ending_ofAPolicyClose_isPolicy() {
    assertThat(ending(c -> c.text(""), s -> s.close(1008))).isEqualTo(Ending.POLICY);
    assertThat(ending(c -> c.close(1008), s -> s.close(1008))).isEqualTo(Ending.POLICY);
    assertThat(ending(c -> c.close(1000), s -> s.close(1008))).isEqualTo(Ending.CLEAN);
  }

  @Test
  void ending_ofAnUncleanClose_isOther() {
    assertThat(ending(c -> c.close(1005), s -> s.close(1002))).isEqualTo(Ending.OTHER);
    assertThat(ending(c -> c.close(1000), s -> s.text(""))).isEqualTo(Ending.OTHER);
  }

  private static boolean clean(
      UnaryOperator<FrameBytes> client, UnaryOperator<FrameBytes> service) {
    return event(client, service).clean();
  }

  private static Ending ending(
      UnaryOperator<FrameBytes> client, UnaryOperator<FrameBytes> service) {
    return event(client, service).ending();
  }

  private static CloseEvent event(
      UnaryOperator<FrameBytes> client, UnaryOperator<FrameBytes> service) {
    return Dialogue.opens()
        .client(client)
        .service(service)
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .event();
  }
}
