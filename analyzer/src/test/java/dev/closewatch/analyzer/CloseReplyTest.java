package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How the side that did not begin has answered. */
class CloseReplyTest {
  @Test
  void reply_withTheSameCode_isSameWhateverTheReason() {
    assertThat(replyTo(c -> c.close(1008, "rate"), s -> s.close(1008, "rate")))
        .isEqualTo(Reply.SAME);
    assertThat(replyTo(c -> c.close(1008, "rate"), s -> s.close(1008))).isEqualTo(Reply.SAME);
    assertThat(replyTo(c -> c.close(4000), s -> s.close(4000, "ok"))).isEqualTo(Reply.SAME);
  }

  @Test
  void reply_withAnotherCode_isDifferent() {
    assertThat(replyTo(c -> c.close(1008), s -> s.close(1000))).isEqualTo(Reply.DIFFERENT);
    assertThat(replyTo(c -> c.close(4000), s -> s.close(4001))).isEqualTo(Reply.DIFFERENT);
    assertThat(replyTo(c -> c.emptyClose(), s -> s.close(1000))).isEqualTo(Reply.DIFFERENT);
    assertThat(replyTo(c -> c.close(1000), s -> s.emptyClose())).isEqualTo(Reply.DIFFERENT);
  }

  @Test
  void reply_ofIllegalCodes_isComparedLikeAny() {
    assertThat(replyTo(c -> c.close(1006), s -> s.close(1006))).isEqualTo(Reply.SAME);
    assertThat(replyTo(c -> c.close(1006), s -> s.close(1015))).isEqualTo(Reply.DIFFERENT);
    assertThat(replyTo(c -> c.close(0), s -> s.close(0))).isEqualTo(Reply.SAME);
    assertThat(replyTo(c -> c.close(0), s -> s.close(1))).isEqualTo(Reply.DIFFERENT);
  }

  @Test
  void reply_ofTwoMalformedCloses_isSame() {
    assertThat(replyTo(c -> c.closePayload((byte) 3), s -> s.notFinal().close(1000)))
        .isEqualTo(Reply.SAME);
    assertThat(replyTo(c -> c.closePayload((byte) 3), s -> s.close(1002)))
        .isEqualTo(Reply.DIFFERENT);
  }

  @Test
  void reply_readBeforeTheFirstWasWritten_isCrossed() {
    Dialogue.opens()
        .holdsBackFrom(CLIENT)
        .client(sends -> sends.close(1000))
        .later(1)
        .service(sends -> sends.close(1000))
        .passesOnFrom(CLIENT)
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator client: 1000 normal
            client Close 1000 normal at 0 ms, service Close 1000 normal at 1 ms
            reply crossed by service
            clean, ending clean
            client sees 1000, service sees 1000
            TCP ended by client with fin, all ended after 1 ms
            """);
  }

  @Test
  void reply_readAfterTheFirstWasWritten_isNotCrossed() {
    Dialogue dialogue =
        Dialogue.opens()
            .holdsBackFrom(SERVICE)
            .service(sends -> sends.close(1000))
            .passesOnFrom(SERVICE)
            .client(sends -> sends.close(1000));

    assertThat(dialogue.event().reply()).isEqualTo(Reply.SAME);
  }

  @Test
  void reply_withItsLastByteBehindTheWriting_isNotCrossed() {
    byte[] close = FrameBytes.from(SERVICE).close(1000).bytes();
    Dialogue dialogue =
        Dialogue.opens()
            .holdsBackFrom(CLIENT)
            .client(sends -> sends.close(1000))
            .reads(SERVICE, Arrays.copyOf(close, close.length - 1))
            .passesOnFrom(CLIENT)
            .reads(SERVICE, Arrays.copyOfRange(close, close.length - 1, close.length));

    assertThat(dialogue.event().reply()).isEqualTo(Reply.SAME);
  }

  @Test
  void reply_ofALegThatEndsWithoutOne_isMissing() {
    Dialogue.opens()
        .client(sends -> sends.close(1001))
        .later(9)
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator client: 1001 going_away
            client Close 1001 going_away at 0 ms, service no Close
            reply missing by service
            not clean, ending other
            client sees 1006, service sees 1001
            TCP ended by service with fin, all ended after 9 ms
            """);
  }

  @Test
  void reply_ofALegThatTheProxyEnds_isMissing() {
    Dialogue.opens()
        .service(sends -> sends.close(1001))
        .ends(SERVICE, FIN)
        .later(60_000)
        .proxyDecides(ProxyCloseReason.HALF_CLOSE)
        .proxyEnds(FIN)
        .yields(
            """
            initiator service: 1001 going_away
            client no Close, service Close 1001 going_away at 0 ms
            reply missing by client
            not clean, ending other
            client sees 1001, service sees 1006
            TCP ended by service with fin, all ended after 60000 ms
            proxy: half_close, Close to nobody
            """);
  }

  @Test
  void reply_thatIsCutOff_isMissing() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.close(1000))
            .service(sends -> sends.close(1000).withoutLast(1))
            .ends(SERVICE, FIN);

    assertThat(dialogue.event().reply()).isEqualTo(Reply.MISSING);
  }

  @Test
  void reply_inAnUnreadableDirection_isUnknown() {
    Dialogue.opens()
        .service(sends -> sends.claiming(-1).text("").close(1000))
        .later(1)
        .client(sends -> sends.close(1002))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed(
            "service violates bad_length",
            "unobserved: unreadable",
            "client says 1002 protocol_error",
            "client close")
        .yields(
            """
            initiator client: 1002 protocol_error
            client Close 1002 protocol_error at 1 ms, service no Close
            reply unknown by service
            not clean, ending other
            client sees 1006, service sees 1002
            TCP ended by client with fin, all ended after 1 ms
            violations: service bad_length 1
            unreadable: service
            """);
  }

  @Test
  void reply_behindAFault_isUnknown() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.close(1000))
            .goesUnobserved(UnobservedReason.FAULT)
            .service(sends -> sends.close(1000))
            .ends(SERVICE, FIN);

    assertThat(dialogue.event().reply()).isEqualTo(Reply.UNKNOWN);
  }

  @Test
  void reply_readBeforeItsDirectionWasLost_isKnown() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.close(1000))
            .service(sends -> sends.close(1000).claiming(-1).ping());

    assertThat(dialogue.event().reply()).isEqualTo(Reply.SAME);
  }

  @Test
  void reply_whereNeitherSideBegan_isNotApplicable() {
    assertThat(Dialogue.opens().ends(CLIENT, FIN).event().reply()).isEqualTo(Reply.NOT_APPLICABLE);
    assertThat(Dialogue.opens().proxyDecides(ProxyCloseReason.IDLE).event().reply())
        .isEqualTo(Reply.NOT_APPLICABLE);
    Dialogue unknown = Dialogue.opens().goesUnobserved(UnobservedReason.SHED).ends(CLIENT, FIN);
    assertThat(unknown.event().reply()).isEqualTo(Reply.NOT_APPLICABLE);
    assertThat(unknown.event().replier()).isNull();
  }

  /** The client closes first; neither Close is held back. */
  private static Reply replyTo(
      UnaryOperator<FrameBytes> client, UnaryOperator<FrameBytes> service) {
    CloseEvent event =
        Dialogue.opens().client(client).later(3).service(service).ends(CLIENT, FIN).event();
    assertThat(event.replier()).isEqualTo(SERVICE);
    assertThat(event.replyNanos()).isEqualTo(3_000_000);
    return event.reply();
  }
}
