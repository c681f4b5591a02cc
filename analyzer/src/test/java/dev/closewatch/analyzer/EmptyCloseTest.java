package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Reply;
import org.junit.jupiter.api.Test;

/**
 * An empty Close is legal and 1005 on the wire is not, though APIs and labels call both 1005. Where
 * these tests fail, the two have been mixed.
 */
class EmptyCloseTest {
  @Test
  void emptyClose_ofAClient_isLegalAndOfItsOwnKind() {
    Dialogue.opens()
        .client(sends -> sends.emptyClose())
        .service(sends -> sends.emptyClose())
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed(
            "client says 1005 empty", "client close", "service says 1005 empty", "service close")
        .yields(
            """
            initiator client: 1005 empty
            client Close 1005 empty at 0 ms, service Close 1005 empty at 0 ms
            reply same by service after 0 ms
            clean, ending clean
            client sees 1005, service sees 1005
            TCP ended by client with fin, all ended after 0 ms
            """);
  }

  @Test
  void wire1005_ofAClient_isReservedAndAViolation() {
    Dialogue.opens()
        .client(sends -> sends.close(1005))
        .service(sends -> sends.close(1005))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .observed(
            "client says 1005 reserved",
            "client violates reserved_close_code",
            "client close",
            "service says 1005 reserved",
            "service violates reserved_close_code",
            "service close")
        .yields(
            """
            initiator client: 1005 reserved
            client Close 1005 reserved at 0 ms, service Close 1005 reserved at 0 ms
            reply same by service after 0 ms
            not clean, ending other
            client sees 1006, service sees 1006
            TCP ended by client with fin, all ended after 0 ms
            violations: client reserved_close_code 1, service reserved_close_code 1
            """);
  }

  @Test
  void emptyClose_answeredWithWire1005_isAnsweredDifferently() {
    // Tomcat, Undertow and Vert.x do so when they are told to close(1005).
    Dialogue.opens()
        .client(sends -> sends.emptyClose())
        .service(sends -> sends.close(1005))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .yields(
            """
            initiator client: 1005 empty
            client Close 1005 empty at 0 ms, service Close 1005 reserved at 0 ms
            reply different by service after 0 ms
            not clean, ending other
            client sees 1006, service sees 1005
            TCP ended by client with fin, all ended after 0 ms
            violations: service reserved_close_code 1
            """);
  }

  @Test
  void wire1005_answeredWithAnEmptyClose_isAnsweredDifferently() {
    // Firefox and tornado do so.
    Dialogue dialogue =
        Dialogue.opens()
            .service(sends -> sends.close(1005))
            .client(sends -> sends.emptyClose())
            .ends(SERVICE, FIN)
            .ends(CLIENT, FIN);

    assertThat(dialogue.event().reply()).isEqualTo(Reply.DIFFERENT);
    assertThat(dialogue.event().clean()).isFalse();
    assertThat(dialogue.event().clientSees().code()).isEqualTo(1006);
    assertThat(dialogue.event().serviceSees().code()).isEqualTo(1005);
  }

  @Test
  void emptyClose_inAnyFormOfHeader_isEmpty() {
    Dialogue dialogue =
        Dialogue.opens()
            .client(sends -> sends.unmasked().length16().emptyClose())
            .service(sends -> sends.masked().length64().emptyClose());

    dialogue.observed(
        "client violates unmasked_frame",
        "client violates bad_length",
        "client says 1005 empty",
        "client close",
        "service violates masked_frame",
        "service violates bad_length",
        "service says 1005 empty",
        "service close");
    assertThat(dialogue.event().reply()).isEqualTo(Reply.SAME);
    assertThat(dialogue.event().clean()).isTrue();
  }
}
