package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.RESET;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import org.junit.jupiter.api.Test;

/** The anatomy of an end with no Close, and which leg ended first. */
class AbnormalCloseTest {
  @Test
  void end_withNoClose_tellsWhatStoodOpen() {
    Dialogue.opens()
        .later(100)
        .service(sends -> sends.ping("a").ping("b"))
        .later(50)
        .client(sends -> sends.notFinal().text("to be continued"))
        .later(30)
        .ends(CLIENT, RESET)
        .losesFrom(SERVICE, 17)
        .losesFrom(SERVICE, 4)
        .later(5)
        .ends(SERVICE, FIN)
        .observed("service ping", "service ping", "client text")
        .yields(
            """
            initiator none: 1006 abnormal
            client no Close, service no Close
            reply not_applicable
            not clean, ending abnormal
            client sees 1006, service sees 1006
            TCP ended by client with reset, all ended after 185 ms
            abnormal: cut in message
              client idle 30 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 80 ms, 2 unanswered pings, 21 bytes undelivered
            """);
  }

  @Test
  void end_withNoByteEver_isIdleSinceTheOpening() {
    Dialogue.opens()
        .later(60_000)
        .ends(SERVICE, TIMEOUT)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator none: 1006 abnormal
            client no Close, service no Close
            reply not_applicable
            not clean, ending abnormal
            client sees 1006, service sees 1006
            TCP ended by service with timeout, all ended after 60000 ms
            abnormal: cut in none
              client idle 60000 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 60000 ms, 0 unanswered pings, 0 bytes undelivered
            """);
  }

  @Test
  void idleTime_withBytesBehindTheFirstEnd_isThatUpToTheEnd() {
    // The service's idle timer has struck; the client's late bytes must not hide its 60 seconds.
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.text("hello?"))
            .later(60_000)
            .ends(SERVICE, FIN)
            .later(1)
            .client(sends -> sends.close(1000))
            .ends(CLIENT, FIN);

    assertThat(dialogue.event().abnormal().client().idleNanos()).isEqualTo(60_000_000_000L);
  }

  @Test
  void idleTime_ofUnobservedBytes_countsThemToo() {
    Dialogue dialogue =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.IDLE)
            .later(5)
            .goesUnobserved(UnobservedReason.SHED)
            .client(sends -> sends.text("x"))
            .later(2)
            .proxyEnds(FIN);

    assertThat(dialogue.event().abnormal().client().idleNanos()).isEqualTo(2_000_000);
    assertThat(dialogue.event().abnormal().service().idleNanos()).isEqualTo(7_000_000);
  }

  @Test
  void pings_answered_areNotCounted() {
    assertThat(pings(Dialogue.opens().client(sends -> sends.ping()))).isEqualTo("1 0");
    assertThat(pings(Dialogue.opens().client(sends -> sends.ping()).service(s -> s.pong())))
        .isEqualTo("0 0");
    assertThat(
            pings(
                Dialogue.opens()
                    .client(sends -> sends.ping("a").ping("b").ping("c"))
                    .service(s -> s.pong("c").ping())
                    .client(sends -> sends.ping("d"))))
        .isEqualTo("1 1");
  }

  @Test
  void pong_ofThePingsOwnSender_answersNothing() {
    assertThat(pings(Dialogue.opens().client(sends -> sends.ping().pong()))).isEqualTo("1 0");
  }

  @Test
  void ping_thatIsCutOff_isNotCounted() {
    assertThat(pings(Dialogue.opens().client(sends -> sends.ping("a").withoutLast(1))))
        .isEqualTo("0 0");
  }

  @Test
  void cutIn_isThatOfTheLegThatEndedFirst() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.notFinal().text("a"))
            .service(sends -> sends.text("b").withoutLast(1))
            .ends(SERVICE, RESET)
            .ends(CLIENT, FIN);

    assertThat(dialogue.event().abnormal().cutIn()).isEqualTo(CutIn.FRAME);
  }

  @Test
  void cutIn_ofTheOtherLeg_isToldWhereTheFirstWasWhole() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.notFinal().text("a"))
            .service(sends -> sends.text("b"))
            .ends(SERVICE, RESET)
            .ends(CLIENT, FIN);

    assertThat(dialogue.event().abnormal().cutIn()).isEqualTo(CutIn.MESSAGE);
  }

  @Test
  void anatomy_whereAClosePassed_isNotTold() {
    assertThat(Dialogue.opens().client(s -> s.close(1000)).ends(CLIENT, FIN).event().abnormal())
        .isNull();
    assertThat(Dialogue.opens().client(s -> s.close(1006)).ends(CLIENT, FIN).event().abnormal())
        .isNull();
  }

  @Test
  void tcpEnd_isTheFirstLegsEnd() {
    for (TcpEndHow how : TcpEndHow.values()) {
      CloseEvent event =
          Dialogue.opens()
              .client(sends -> sends.close(1000))
              .service(sends -> sends.close(1000))
              .ends(SERVICE, how)
              .later(1)
              .ends(CLIENT, RESET)
              .proxyEnds(TIMEOUT)
              .event();
      assertThat(event.tcpEnd()).isEqualTo(new CloseEvent.TcpEnd(TcpEndBy.SERVICE, how));
    }
  }

  @Test
  void tcpEnd_byTheProxyFirst_isTheProxys() {
    CloseEvent event =
        Dialogue.opens()
            .client(sends -> sends.close(1000))
            .proxyEnds(FIN)
            .ends(CLIENT, RESET)
            .event();

    assertThat(event.tcpEnd()).isEqualTo(new CloseEvent.TcpEnd(TcpEndBy.PROXY, FIN));
  }

  @Test
  void tcpEnd_byTheProxyWithNoDecision_leavesNoInitiator() {
    assertThat(Dialogue.opens().proxyEnds(FIN).event().initiator().label()).isEqualTo("none");
    Dialogue unreadable = Dialogue.opens().client(sends -> sends.claiming(-1).text(""));
    assertThat(unreadable.proxyEnds(FIN).event().initiator().label()).isEqualTo("unknown");
  }

  @Test
  void halfClosedLeg_thatTheProxyEndsLater_staysTheFirstToEnd() {
    Dialogue.opens()
        .ends(CLIENT, FIN)
        .later(60_000)
        .proxyDecides(ProxyCloseReason.HALF_CLOSE)
        .proxyEnds(FIN)
        .yields(
            """
            initiator none: 1006 abnormal
            client no Close, service no Close
            reply not_applicable
            not clean, ending abnormal
            client sees 1006, service sees 1006
            TCP ended by client with fin, all ended after 60000 ms
            abnormal: cut in none
              client idle 0 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 0 ms, 0 unanswered pings, 0 bytes undelivered
            proxy: half_close, Close to nobody
            """);
  }

  /** Unanswered pings of the client, then of the service, once a leg has ended. */
  private static String pings(Dialogue dialogue) {
    CloseEvent.Abnormal abnormal = dialogue.ends(CLIENT, FIN).event().abnormal();
    return abnormal.client().unansweredPings() + " " + abnormal.service().unansweredPings();
  }
}
