package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import org.junit.jupiter.api.Test;

/** Where a direction cannot be read to its end, we say what we do not know. */
class UnreadableTest {
  @Test
  void end_withAnUnreadableDirectionAndNoClose_isUnknownAndNever1006() {
    Dialogue.opens()
        .client(sends -> sends.text("a").claiming(Long.MIN_VALUE).text("").close(1000).text("b"))
        .later(2)
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed("client text", "client violates bad_length", "unobserved: unreadable")
        .yields(
            """
            initiator unknown: no code unobserved
            client no Close, service no Close
            reply not_applicable
            not clean, ending other
            client sees 1006, service sees 1006
            TCP ended by client with fin, all ended after 2 ms
            violations: client bad_length 1
            unreadable: client
            """);
  }

  @Test
  void end_ofEitherLeg_isUnknownWhereOneDirectionIsUnreadable() {
    for (Sender leg : Sender.values()) {
      CloseEvent event =
          Dialogue.opens().service(s -> s.claiming(-1).text("")).ends(leg, FIN).event();
      assertThat(event.initiator().label()).isEqualTo("unknown");
      assertThat(event.kind().label()).isEqualTo("unobserved");
    }
  }

  @Test
  void close_inTheReadableDirection_isTheInitiators() {
    Dialogue.opens()
        .client(sends -> sends.claiming(-1).binary())
        .later(3)
        .service(sends -> sends.close(1002, "bad length"))
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator service: 1002 protocol_error "bad length"
            client no Close, service Close 1002 protocol_error "bad length" at 3 ms
            reply unknown by client
            not clean, ending other
            client sees 1002 "bad length", service sees 1006
            TCP ended by service with fin, all ended after 3 ms
            violations: client bad_length 1
            unreadable: client
            """);
  }

  @Test
  void close_readBeforeItsDirectionWasLost_isTheInitiators() {
    Dialogue.opens()
        .client(sends -> sends.close(1000).claiming(-1).ping())
        .service(sends -> sends.close(1000))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed(
            "client says 1000 normal",
            "client close",
            "unobserved: unreadable",
            "service says 1000 normal",
            "service close")
        .yields(
            """
            initiator client: 1000 normal
            client Close 1000 normal at 0 ms, service Close 1000 normal at 0 ms
            reply same by service after 0 ms
            clean, ending clean
            client sees 1000, service sees 1000
            TCP ended by client with fin, all ended after 0 ms
            unreadable: client
            """);
  }

  @Test
  void directionLostBehindTheEndOfALeg_leavesTheEndAsItWas() {
    CloseEvent event =
        Dialogue.opens().ends(SERVICE, FIN).client(s -> s.claiming(-1).text("")).event();

    assertThat(event.initiator().label()).isEqualTo("none");
    assertThat(event.code()).isEqualTo(1006);
    assertThat(event.unreadable()).containsExactly(CLIENT);
  }

  @Test
  void bothDirectionsUnreadable_areBothNamedAndToldOnce() {
    Dialogue dialogue =
        Dialogue.opens()
            .service(sends -> sends.claiming(-1).text(""))
            .client(sends -> sends.claiming(-1).text(""))
            .client(sends -> sends.text("x"))
            .observed(
                "service violates bad_length",
                "unobserved: unreadable",
                "client violates bad_length");

    assertThat(dialogue.event().unreadable()).containsExactly(CLIENT, SERVICE);
  }

  @Test
  void fault_beforeAnyClose_makesTheEndUnknown() {
    Dialogue.opens()
        .client(sends -> sends.rsv(1).text("a"))
        .goesUnobserved(UnobservedReason.FAULT)
        .client(sends -> sends.close(1000))
        .service(sends -> sends.close(1000))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed("client violates reserved_bits", "client text", "unobserved: fault")
        .yields(
            """
            initiator unknown: no code unobserved
            client no Close, service no Close
            reply not_applicable
            not clean, ending other
            client sees no code, service sees no code
            TCP ended by client with fin, all ended after 0 ms
            violations: client reserved_bits 1
            unreadable: client and service
            """);
  }

  @Test
  void fault_behindAClose_leavesTheInitiator() {
    Dialogue.opens()
        .client(sends -> sends.close(1000))
        .goesUnobserved(UnobservedReason.FAULT)
        .service(sends -> sends.close(1000))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator client: 1000 normal
            client Close 1000 normal at 0 ms, service no Close
            reply unknown by service
            not clean, ending other
            client sees no code, service sees 1000
            TCP ended by client with fin, all ended after 0 ms
            unreadable: client and service
            """);
  }

  @Test
  void unobserved_fromTheStart_isUnknownWhateverTheReason() {
    for (UnobservedReason reason : UnobservedReason.values()) {
      Dialogue dialogue =
          Dialogue.opens().goesUnobserved(reason).client(s -> s.close(1000)).ends(SERVICE, FIN);
      dialogue.observed("unobserved: " + reason.label());
      assertThat(dialogue.event().initiator().label()).isEqualTo("unknown");
      assertThat(dialogue.event().code()).isEqualTo(-1);
    }
  }

  @Test
  void unobserved_withNoWordOfAnEnd_isUnknown() {
    assertThat(Dialogue.opens().event().initiator().label()).isEqualTo("unknown");
  }

  @Test
  void unobserved_twice_isToldOnce() {
    Dialogue.opens()
        .client(sends -> sends.claiming(-1).text(""))
        .goesUnobserved(UnobservedReason.SHED)
        .goesUnobserved(UnobservedReason.FAULT)
        .observed("client violates bad_length", "unobserved: unreadable");
  }

  @Test
  void bytes_ofAnUnreadableDirection_areCountedAllTheSame() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.claiming(-1).text(""))
            .client(sends -> sends.binaryOf(1000))
            .goesUnobserved(UnobservedReason.FAULT)
            .client(sends -> sends.binaryOf(1000));

    assertThat(dialogue.event().fromClient().counts().bytes())
        .isEqualTo(14 + 2 * FrameBytes.from(CLIENT).binaryOf(1000).size());
    assertThat(dialogue.event().fromClient().counts().frames()).isZero();
  }
}
