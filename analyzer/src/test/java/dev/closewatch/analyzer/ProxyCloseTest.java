package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import org.junit.jupiter.api.Test;

/** Connections that the proxy itself ends, and where its Close may go. */
class ProxyCloseTest {
  @Test
  void drain_answeredByBoth_isClean() {
    Dialogue.opens()
        .later(10)
        .proxyDecides(ProxyCloseReason.DRAIN)
        .proxyClosesTo(CLIENT)
        .proxyClosesTo(SERVICE)
        .holdsBackFrom(CLIENT)
        .holdsBackFrom(SERVICE)
        .later(5)
        .client(sends -> sends.close(1001))
        .later(5)
        .service(sends -> sends.close(1001))
        .proxyEnds(FIN)
        .observed(
            "client says 1001 going_away",
            "client close",
            "service says 1001 going_away",
            "service close")
        .yields(
            """
            initiator proxy: 1001 going_away "proxy going away"
            client Close 1001 going_away at 15 ms, service Close 1001 going_away at 20 ms
            reply not_applicable
            clean, ending proxy
            client sees 1001 "proxy going away", service sees 1001 "proxy going away"
            TCP ended by proxy with fin, all ended after 20 ms
            proxy: drain, Close to both
            """);
  }

  @Test
  void drain_answeredByOne_isNotClean() {
    Dialogue.opens()
        .proxyDecides(ProxyCloseReason.DRAIN)
        .proxyClosesTo(CLIENT)
        .proxyClosesTo(SERVICE)
        .client(sends -> sends.close(1001))
        .later(5_000)
        .proxyEnds(FIN)
        .yields(
            """
            initiator proxy: 1001 going_away "proxy going away"
            client Close 1001 going_away at 0 ms, service no Close
            reply not_applicable
            not clean, ending proxy
            client sees 1001 "proxy going away", service sees 1001 "proxy going away"
            TCP ended by proxy with fin, all ended after 5000 ms
            proxy: drain, Close to both
            """);
  }

  @Test
  void drain_answeredWithOtherCodes_isClean() {
    CloseEvent event =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.DRAIN)
            .proxyClosesTo(CLIENT)
            .proxyClosesTo(SERVICE)
            .client(sends -> sends.close(1000))
            .service(sends -> sends.emptyClose())
            .proxyEnds(FIN)
            .event();

    assertThat(event.clean()).isTrue();
    assertThat(event.code()).isEqualTo(1001);
  }

  @Test
  void drain_answeredWithAnIllegalClose_isNotClean() {
    CloseEvent event =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.DRAIN)
            .proxyClosesTo(CLIENT)
            .proxyClosesTo(SERVICE)
            .client(sends -> sends.close(1005))
            .service(sends -> sends.close(1001))
            .proxyEnds(FIN)
            .event();

    assertThat(event.clean()).isFalse();
  }

  @Test
  void limit_withACloseOnOneLeg_is1001() {
    Dialogue.opens()
        .service(sends -> sends.binaryOf(500).withoutLast(1))
        .proxyDecides(ProxyCloseReason.LIMIT)
        .proxyClosesTo(SERVICE)
        .later(3)
        .proxyEnds(FIN)
        .yields(
            """
            initiator proxy: 1001 going_away "proxy going away"
            client no Close, service no Close
            reply not_applicable
            not clean, ending proxy
            client sees 1006, service sees 1001 "proxy going away"
            TCP ended by proxy with fin, all ended after 3 ms
            proxy: limit, Close to service
            """);
  }

  @Test
  void idle_withNoCloseAtAll_is1006() {
    Dialogue.opens()
        .client(sends -> sends.text("a").withoutLast(1))
        .service(sends -> sends.text("a").withoutLast(1))
        .later(3)
        .proxyDecides(ProxyCloseReason.IDLE)
        .later(4)
        .proxyEnds(FIN)
        .yields(
            """
            initiator proxy: 1006 abnormal
            client no Close, service no Close
            reply not_applicable
            not clean, ending proxy
            client sees 1006, service sees 1006
            TCP ended by proxy with fin, all ended after 7 ms
            abnormal: cut in frame
              client idle 7 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 7 ms, 0 unanswered pings, 0 bytes undelivered
            proxy: idle, Close to nobody
            """);
  }

  @Test
  void decision_madeTwice_keepsItsFirstReason() {
    CloseEvent event =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.ADMIN)
            .proxyDecides(ProxyCloseReason.DRAIN)
            .proxyEnds(FIN)
            .event();

    assertThat(event.proxyClose().reason()).isEqualTo(ProxyCloseReason.ADMIN);
  }

  @Test
  void ourCloses_areInNoFigureOfThePeers() {
    CloseEvent event =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.DRAIN)
            .proxyClosesTo(CLIENT)
            .proxyClosesTo(SERVICE)
            .proxyEnds(FIN)
            .observed()
            .event();

    assertThat(event.clientClose()).isNull();
    assertThat(event.serviceClose()).isNull();
    assertThat(event.fromClient().counts().frames()).isZero();
    assertThat(event.fromService().counts().bytes()).isZero();
  }

  @Test
  void ourClose_behindThePeersEnd_isSeenAndDoesNotMakeUsTheInitiator() {
    Dialogue.opens()
        .ends(SERVICE, FIN)
        .later(60_000)
        .proxyDecides(ProxyCloseReason.HALF_CLOSE)
        .proxyClosesTo(CLIENT)
        .client(sends -> sends.close(1001))
        .proxyEnds(FIN)
        .yields(
            """
            initiator none: 1006 abnormal
            client Close 1001 going_away at 60000 ms, service no Close
            reply not_applicable
            not clean, ending abnormal
            client sees 1001 "proxy going away", service sees 1001
            TCP ended by service with fin, all ended after 60000 ms
            abnormal: cut in none
              client idle 0 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 0 ms, 0 unanswered pings, 0 bytes undelivered
            proxy: half_close, Close to client
            """);
  }

  @Test
  void insertion_betweenFrames_isPossible() {
    assertInsertion(Dialogue.opens(), true, true);
    assertInsertion(Dialogue.opens().client(s -> s.text("a").ping()), true, true);
    assertInsertion(Dialogue.opens().client(s -> s.notFinal().text("a")), true, true);
    assertInsertion(Dialogue.opens().service(s -> s.close(1000)), true, true);
  }

  @Test
  void insertion_withinAFrame_isPossibleLater() {
    Dialogue dialogue = Dialogue.opens().client(s -> s.text("abc").withoutLast(1));
    assertInsertion(dialogue, false, true);
    assertInsertion(dialogue.client(s -> s.raw(0)), true, true);
  }

  @Test
  void insertion_withinAHeader_isPossibleLater() {
    assertInsertion(Dialogue.opens().client(s -> s.raw(0x81)), false, true);
    assertInsertion(Dialogue.opens().client(s -> s.raw(0x88, 0x80, 1, 2, 3)), false, true);
  }

  @Test
  void insertion_behindAClose_isNeverPossible() {
    assertInsertion(Dialogue.opens().client(s -> s.emptyClose()), false, false);
    assertInsertion(Dialogue.opens().client(s -> s.closePayload((byte) 1)), false, false);
    assertInsertion(Dialogue.opens().client(s -> s.close(1000).text("x")), false, false);
  }

  @Test
  void insertion_whereNothingCanBeRead_isNeverPossible() {
    assertInsertion(Dialogue.opens().client(s -> s.claiming(-1).text("")), false, false);
    assertInsertion(Dialogue.opens().goesUnobserved(UnobservedReason.FAULT), false, false);
    assertInsertion(Dialogue.opens().goesUnobserved(UnobservedReason.OFF), false, false);
  }

  /** Into the client's direction. */
  private static void assertInsertion(Dialogue dialogue, boolean now, boolean later) {
    assertThat(dialogue.analyzer().mayInsertClose(CLIENT)).isEqualTo(now);
    assertThat(dialogue.analyzer().mayInsertCloseLater(CLIENT)).isEqualTo(later);
  }
}
