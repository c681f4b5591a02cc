package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a conforming API reports on each side (RFC 6455 sections 7.1.5, 7.1.6 and 7.4.1). */
class CloseLedgerTest {
  private static final Seen NOTHING = new Seen(1006, "");

  @Test
  void legalClose_isSeenWithItsReasonOnTheOtherSide() {
    CloseEvent event =
        Dialogue.opens()
            .client(sends -> sends.close(4001, "enough"))
            .service(sends -> sends.close(1000, "ok"))
            .event();

    assertThat(event.serviceSees()).isEqualTo(new Seen(4001, "enough"));
    assertThat(event.clientSees()).isEqualTo(new Seen(1000, "ok"));
  }

  @Test
  void emptyClose_isSeenAs1005() {
    assertThat(serviceSees(sends -> sends.emptyClose())).isEqualTo(new Seen(1005, ""));
  }

  @Test
  void wire1005_isSeenAs1006() {
    assertThat(serviceSees(sends -> sends.close(1005, "no status"))).isEqualTo(NOTHING);
  }

  @Test
  void illegalClose_isSeenAs1006() {
    for (int code : new int[] {0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65535}) {
      assertThat(serviceSees(sends -> sends.close(code, "x"))).as("%d", code).isEqualTo(NOTHING);
    }
  }

  @Test
  void malformedClose_isSeenAs1006() {
    assertThat(serviceSees(sends -> sends.closePayload((byte) 3))).isEqualTo(NOTHING);
    assertThat(serviceSees(sends -> sends.rsv(1).close(1000))).isEqualTo(NOTHING);
    assertThat(serviceSees(sends -> sends.closePayload((byte) 3, (byte) -24, (byte) -1)))
        .isEqualTo(NOTHING);
  }

  @Test
  void illegalCloseThenALegalOne_isSeenAs1006() {
    // The first one failed the connection.
    assertThat(serviceSees(sends -> sends.close(1005).close(1000))).isEqualTo(NOTHING);
  }

  @Test
  void twoLegalCloses_areSeenAsTheFirst() {
    assertThat(serviceSees(sends -> sends.close(1001).close(1000))).isEqualTo(new Seen(1001, ""));
  }

  @Test
  void noClose_isSeenAs1006() {
    assertThat(serviceSees(sends -> sends.text("x"))).isEqualTo(NOTHING);
    assertThat(serviceSees(sends -> sends.close(1000).withoutLast(1))).isEqualTo(NOTHING);
  }

  @Test
  void closeThatWasNeverWritten_isSeenAs1006() {
    CloseEvent event =
        Dialogue.opens()
            .holdsBackFrom(CLIENT)
            .client(sends -> sends.close(1000))
            .ends(SERVICE, FIN)
            .event();

    assertThat(event.serviceSees()).isEqualTo(NOTHING);
    assertThat(event.clientClose()).isNotNull();
  }

  @Test
  void closeWrittenToAHalfClosedLeg_isSeen() {
    CloseEvent event =
        Dialogue.opens()
            .client(sends -> sends.close(1000))
            .ends(CLIENT, FIN)
            .service(sends -> sends.close(1000, "ok"))
            .ends(SERVICE, FIN)
            .event();

    assertThat(event.clientSees()).isEqualTo(new Seen(1000, "ok"));
  }

  @Test
  void closeBehindALengthThatLeavesNoWayOn_isSeenAs1006() {
    // A conforming receiver has failed the connection at that length.
    assertThat(serviceSees(sends -> sends.claiming(-1).ping().close(1000))).isEqualTo(NOTHING);
  }

  @Test
  void closeBehindAFault_isNotKnown() {
    CloseEvent event =
        Dialogue.opens()
            .goesUnobserved(UnobservedReason.FAULT)
            .client(sends -> sends.close(1000))
            .ends(CLIENT, FIN)
            .event();

    assertThat(event.serviceSees()).isEqualTo(new Seen(Close.NO_CODE, ""));
    assertThat(event.clientSees()).isEqualTo(new Seen(Close.NO_CODE, ""));
  }

  @Test
  void closeBeforeAFault_isSeen() {
    CloseEvent event =
        Dialogue.opens()
            .client(sends -> sends.close(1001))
            .goesUnobserved(UnobservedReason.FAULT)
            .event();

    assertThat(event.serviceSees()).isEqualTo(new Seen(1001, ""));
    assertThat(event.clientSees()).isEqualTo(new Seen(Close.NO_CODE, ""));
  }

  @Test
  void closeOfTheProxy_isSeenOnTheLegItWentTo() {
    CloseEvent event =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.DRAIN)
            .proxyClosesTo(CLIENT)
            .client(sends -> sends.close(1001))
            .proxyEnds(FIN)
            .event();

    assertThat(event.clientSees()).isEqualTo(new Seen(1001, "proxy going away"));
  }

  @Test
  void closeOfAPeerBehindThatOfTheProxy_isNotSeen() {
    // Behind our own Close nothing more goes to a leg: what comes is read and dropped.
    CloseEvent event =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.DRAIN)
            .proxyClosesTo(CLIENT)
            .holdsBackFrom(SERVICE)
            .service(sends -> sends.close(4000))
            .proxyEnds(FIN)
            .event();

    assertThat(event.clientSees()).isEqualTo(new Seen(1001, "proxy going away"));
    assertThat(event.serviceClose().code()).isEqualTo(4000);
  }

  private static Seen serviceSees(UnaryOperator<FrameBytes> client) {
    CloseEvent event = Dialogue.opens().client(client).ends(CLIENT, FIN).event();
    assertThat(event.clientSees()).isEqualTo(NOTHING);
    return event.serviceSees();
  }
}
