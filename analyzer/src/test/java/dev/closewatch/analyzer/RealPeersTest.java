package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;

import org.junit.jupiter.api.Test;

/** How libraries in use close, as they were measured on the wire. */
class RealPeersTest {
  @Test
  void browserThatClosesWithoutACode_andAServiceThatEchoes() {
    Dialogue.opens()
        .client(sends -> sends.emptyClose())
        .later(1)
        .service(sends -> sends.emptyClose())
        .later(2_000)
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator client: 1005 empty
            client Close 1005 empty at 0 ms, service Close 1005 empty at 1 ms
            reply same by service after 1 ms
            clean, ending clean
            client sees 1005, service sees 1005
            TCP ended by client with fin, all ended after 2001 ms
            """);
  }

  @Test
  void browserThatLeavesThePage_endsTcpInTheSameMoment() {
    Dialogue.opens()
        .client(sends -> sends.close(1001))
        .ends(CLIENT, FIN)
        .later(1)
        .losesFrom(SERVICE, 4)
        .holdsBackFrom(SERVICE)
        .service(sends -> sends.close(1001))
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator client: 1001 going_away
            client Close 1001 going_away at 0 ms, service Close 1001 going_away at 1 ms
            reply same by service after 1 ms
            clean, ending clean
            client sees 1006, service sees 1001
            TCP ended by client with fin, all ended after 1 ms
            """);
  }

  @Test
  void emptyClose_answeredWith1000_asVertxTomcatAndTheJdkDo() {
    Dialogue.opens()
        .client(sends -> sends.emptyClose())
        .service(sends -> sends.close(1000))
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator client: 1005 empty
            client Close 1005 empty at 0 ms, service Close 1000 normal at 0 ms
            reply different by service after 0 ms
            clean, ending clean
            client sees 1000, service sees 1005
            TCP ended by service with fin, all ended after 0 ms
            """);
  }

  @Test
  void policyClose_answeredWithTheCodeAndNoReason_asUndiciDoes() {
    Dialogue.opens()
        .service(sends -> sends.close(1008, "token expired"))
        .client(sends -> sends.close(1008))
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator service: 1008 policy "token expired"
            client Close 1008 policy at 0 ms, service Close 1008 policy "token expired" at 0 ms
            reply same by client after 0 ms
            clean, ending policy
            client sees 1008 "token expired", service sees 1008
            TCP ended by service with fin, all ended after 0 ms
            """);
  }

  @Test
  void policyClose_notAnswered_asOkHttpDoes() {
    Dialogue.opens()
        .service(sends -> sends.close(1008))
        .later(10_000)
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator service: 1008 policy
            client no Close, service Close 1008 policy at 0 ms
            reply missing by client
            not clean, ending policy
            client sees 1008, service sees 1006
            TCP ended by service with fin, all ended after 10000 ms
            """);
  }

  @Test
  void legal1012_answeredWith1002_asTomcatAndUndertowDo() {
    Dialogue.opens()
        .client(sends -> sends.close(1012))
        .service(sends -> sends.close(1002))
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator client: 1012 service_restart
            client Close 1012 service_restart at 0 ms, service Close 1002 protocol_error at 0 ms
            reply different by service after 0 ms
            clean, ending clean
            client sees 1002, service sees 1012
            TCP ended by service with fin, all ended after 0 ms
            """);
  }

  @Test
  void halfACode_answeredWith1002_asMostClientsDo() {
    Dialogue.opens()
        .service(sends -> sends.closePayload((byte) 3))
        .client(sends -> sends.close(1002))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed(
            "service says no code malformed",
            "service violates malformed_close",
            "service close",
            "client says 1002 protocol_error",
            "client close")
        .yields(
            """
            initiator service: no code malformed
            client Close 1002 protocol_error at 0 ms, service Close no code malformed at 0 ms
            reply different by client after 0 ms
            not clean, ending other
            client sees 1006, service sees 1002
            TCP ended by client with fin, all ended after 0 ms
            violations: service malformed_close 1
            """);
  }

  @Test
  void bandit_whenItLosesTcp_writes1006() {
    Dialogue.opens()
        .service(sends -> sends.close(1006))
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator service: 1006 reserved
            client no Close, service Close 1006 reserved at 0 ms
            reply missing by client
            not clean, ending other
            client sees 1006, service sees 1006
            TCP ended by service with fin, all ended after 0 ms
            violations: service reserved_close_code 1
            """);
  }

  @Test
  void gorilla_thatClosesTcpWithoutAClose_andTheJdkThatIsLate() {
    Dialogue.opens()
        .service(sends -> sends.text("last words"))
        .later(1)
        .ends(SERVICE, FIN)
        .later(1)
        .client(sends -> sends.close(1000))
        .ends(CLIENT, FIN)
        .yields(
            """
            initiator none: 1006 abnormal
            client Close 1000 normal at 2 ms, service no Close
            reply not_applicable
            not clean, ending abnormal
            client sees 1006, service sees 1000
            TCP ended by service with fin, all ended after 2 ms
            abnormal: cut in none
              client idle 1 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 1 ms, 0 unanswered pings, 0 bytes undelivered
            """);
  }

  @Test
  void killedPeer_endsWithFinToo() {
    Dialogue.opens()
        .client(sends -> sends.text("a").text("b").withoutLast(1))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator none: 1006 abnormal
            client no Close, service no Close
            reply not_applicable
            not clean, ending abnormal
            client sees 1006, service sees 1006
            TCP ended by client with fin, all ended after 0 ms
            abnormal: cut in frame
              client idle 0 ms, 0 unanswered pings, 0 bytes undelivered
              service idle 0 ms, 0 unanswered pings, 0 bytes undelivered
            """);
  }

  @Test
  void bothSidesAtOnce_crossWithoutAGuess() {
    Dialogue.opens()
        .holdsBackFrom(CLIENT)
        .holdsBackFrom(SERVICE)
        .service(sends -> sends.close(1001, "restart"))
        .client(sends -> sends.close(1000))
        .passesOnFrom(SERVICE)
        .passesOnFrom(CLIENT)
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator service: 1001 going_away "restart"
            client Close 1000 normal at 0 ms, service Close 1001 going_away "restart" at 0 ms
            reply crossed by client
            clean, ending clean
            client sees 1001 "restart", service sees 1000
            TCP ended by client with fin, all ended after 0 ms
            """);
  }
}
