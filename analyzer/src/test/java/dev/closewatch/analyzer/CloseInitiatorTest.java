package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.RESET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Who began the end: the first of a Close, a leg's end and a decision of the proxy. */
class CloseInitiatorTest {
  @Test
  void client_thatClosesFirst_isTheInitiator() {
    Dialogue.opens()
        .later(10)
        .client(sends -> sends.text("hi").close(1000, "bye"))
        .later(20)
        .service(sends -> sends.text("hi!").close(1000))
        .later(5)
        .ends(CLIENT, FIN)
        .later(5)
        .ends(SERVICE, FIN)
        .observed(
            "client text",
            "client says 1000 normal \"bye\"",
            "client close",
            "service text",
            "service says 1000 normal",
            "service close")
        .yields(
            """
            initiator client: 1000 normal "bye"
            client Close 1000 normal "bye" at 10 ms, service Close 1000 normal at 30 ms
            reply same by service after 20 ms
            clean, ending clean
            client sees 1000, service sees 1000 "bye"
            TCP ended by client with fin, all ended after 40 ms
            """);
  }

  @Test
  void service_thatClosesFirst_isTheInitiator() {
    Dialogue.opens()
        .later(7)
        .service(sends -> sends.close(1011, "!"))
        .later(1)
        .client(sends -> sends.close(1011))
        .ends(SERVICE, FIN)
        .ends(CLIENT, RESET)
        .observed(
            "service says 1011 internal_error \"!\"",
            "service close",
            "client says 1011 internal_error",
            "client close")
        .yields(
            """
            initiator service: 1011 internal_error "!"
            client Close 1011 internal_error at 8 ms, service Close 1011 internal_error "!" at 7 ms
            reply same by client after 1 ms
            clean, ending clean
            client sees 1011 "!", service sees 1011
            TCP ended by service with fin, all ended after 8 ms
            """);
  }

  @Test
  void close_whoseLastByteCameFirst_isFirst() {
    byte[] clients = FrameBytes.from(CLIENT).close(1000).bytes();
    Dialogue dialogue =
        Dialogue.opens()
            .reads(CLIENT, Arrays.copyOf(clients, clients.length - 1))
            .later(1)
            .service(sends -> sends.close(1001))
            .later(1)
            .reads(CLIENT, Arrays.copyOfRange(clients, clients.length - 1, clients.length));

    assertThat(dialogue.event().initiator()).isEqualTo(Initiator.SERVICE);
    assertThat(dialogue.event().code()).isEqualTo(1001);
  }

  @Test
  void close_atTheSameNanosecond_isFirstIfItWasReadFirst() {
    Dialogue dialogue =
        Dialogue.opens().service(sends -> sends.close(1001)).client(sends -> sends.close(1000));

    assertThat(dialogue.event().initiator()).isEqualTo(Initiator.SERVICE);
  }

  @Test
  void secondClose_ofADirection_isNotClassified() {
    Dialogue.opens()
        .client(sends -> sends.emptyClose().close(1008, "no!"))
        .service(sends -> sends.emptyClose())
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed(
            "client says 1005 empty",
            "client close",
            "client violates second_close",
            "client close",
            "service says 1005 empty",
            "service close")
        .yields(
            """
            initiator client: 1005 empty
            client Close 1005 empty at 0 ms, service Close 1005 empty at 0 ms
            reply same by service after 0 ms
            clean, ending clean
            client sees 1005, service sees 1005
            TCP ended by client with fin, all ended after 0 ms
            violations: client second_close 1
            """);
  }

  @Test
  void legThatEndsBeforeAnyClose_leavesNoInitiator() {
    for (TcpEndHow how : TcpEndHow.values()) {
      Dialogue.opens()
          .later(3)
          .client(sends -> sends.text("hi"))
          .later(4)
          .ends(CLIENT, how)
          .later(1)
          .ends(SERVICE, FIN)
          .observed("client text")
          .yields(
              """
              initiator none: 1006 abnormal
              client no Close, service no Close
              reply not_applicable
              not clean, ending abnormal
              client sees 1006, service sees 1006
              TCP ended by client with %s, all ended after 8 ms
              abnormal: cut in none
                client idle 4 ms, 0 unanswered pings, 0 bytes undelivered
                service idle 7 ms, 0 unanswered pings, 0 bytes undelivered
              """
                  .formatted(how.label()));
    }
  }

  @Test
  void closeBehindTheOtherLegsEnd_standsInTheLedgerOnly() {
    Dialogue.opens()
        .later(10)
        .ends(SERVICE, FIN)
        .later(1)
        .client(sends -> sends.close(1000))
        .later(1)
        .ends(CLIENT, FIN)
        .observed("client says 1000 normal", "client close")
        .yields(
            """
            initiator none: 1006 abnormal
            client Close 1000 normal at 11 ms, service no Close
            reply not_applicable
            not clean, ending abnormal
            client sees 1006, service sees 1000
            TCP ended by service with fin, all ended after 12 ms
            abnormal: cut in none
              client idle 10 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 10 ms, 0 unanswered pings, 0 bytes undelivered
            """);
  }

  @Test
  void closeInTheLastBytesOfALeg_isFirst() {
    // npm websocket: Close, and FIN right behind it.
    Dialogue.opens()
        .client(sends -> sends.close(1000, "bye"))
        .ends(CLIENT, FIN)
        .later(2)
        .service(sends -> sends.close(1000))
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator client: 1000 normal "bye"
            client Close 1000 normal "bye" at 0 ms, service Close 1000 normal at 2 ms
            reply same by service after 2 ms
            clean, ending clean
            client sees 1000, service sees 1000 "bye"
            TCP ended by client with fin, all ended after 2 ms
            """);
  }

  @Test
  void closeThatIsCutOff_isNoClose() {
    byte[] close = FrameBytes.from(CLIENT).close(1000, "bye").bytes();
    for (int size = 1; size < close.length; size++) {
      Dialogue.opens()
          .reads(CLIENT, Arrays.copyOf(close, size))
          .later(1)
          .ends(CLIENT, RESET)
          .ends(SERVICE, FIN)
          .observed()
          .yields(
              """
              initiator none: 1006 abnormal
              client no Close, service no Close
              reply not_applicable
              not clean, ending abnormal
              client sees 1006, service sees 1006
              TCP ended by client with reset, all ended after 1 ms
              abnormal: cut in close_frame
                client idle 1 ms, 0 unanswered pings, 0 bytes undelivered
                service idle 1 ms, 0 unanswered pings, 0 bytes undelivered
              """);
    }
  }

  @Test
  void proxyThatDecidesFirst_isTheInitiatorWhateverFollows() {
    Dialogue dialogue =
        Dialogue.opens()
            .proxyDecides(ProxyCloseReason.DRAIN)
            .client(sends -> sends.close(1008))
            .ends(CLIENT, FIN)
            .ends(SERVICE, FIN);

    assertThat(dialogue.event().initiator()).isEqualTo(Initiator.PROXY);
  }

  @Test
  void proxyThatDecidesBehindAClose_isNotTheInitiator() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.close(4000))
            .proxyDecides(ProxyCloseReason.DRAIN)
            .proxyEnds(FIN);

    assertThat(dialogue.event().initiator()).isEqualTo(Initiator.CLIENT);
    assertThat(dialogue.event().code()).isEqualTo(4000);
  }

  @Test
  void proxyThatDecidesBehindALegsEnd_isNotTheInitiator() {
    Dialogue dialogue =
        Dialogue.opens()
            .ends(SERVICE, FIN)
            .proxyDecides(ProxyCloseReason.HALF_CLOSE)
            .proxyEnds(FIN);

    assertThat(dialogue.event().initiator()).isEqualTo(Initiator.NONE);
    assertThat(dialogue.event().code()).isEqualTo(1006);
  }

  @Test
  void closing_isTrueFromTheFirstOfThem() {
    assertThat(Dialogue.opens().client(sends -> sends.text("a").ping()).analyzer().closing())
        .isFalse();
    assertThat(Dialogue.opens().client(sends -> sends.emptyClose()).analyzer().closing()).isTrue();
    assertThat(Dialogue.opens().ends(SERVICE, RESET).analyzer().closing()).isTrue();
    assertThat(Dialogue.opens().proxyDecides(ProxyCloseReason.IDLE).analyzer().closing()).isTrue();
  }
}
