package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.CHROMIUM;
import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.peer.Stacks.NPM_WS;
import static dev.closewatch.analyzer.vocabulary.ProxyCloseReason.IDLE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends without a Close, violations, and what of them is nobody's fault. */
class EndsTest {
  private static final int MANY = 30;

  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  @Test
  void lateCloseOfTheJdk_behindTheServicesFin_makesItNoVanisher() {
    story
        .client("jdk")
        .runs(JDK)
        .times(
            MANY,
            v ->
                v.connects()
                    .ends(SERVICE, FIN)
                    .client(sends -> sends.close(1000))
                    .ends(CLIENT, FIN)
                    .isOver());

    story.accuses("service service-1 vanisher");
  }

  @Test
  void earlyFinOfNpmWebsocket_behindItsClose_makesItNoVanisher() {
    story
        .client("npm-websocket")
        .runs(NPM_WS)
        .times(
            MANY,
            v ->
                v.connects()
                    .client(sends -> sends.close(1000, "Normal connection closure"))
                    .ends(CLIENT, FIN)
                    .service(sends -> sends.close(1000, "Normal connection closure"))
                    .ends(SERVICE, FIN)
                    .isOver());

    story.accusesNobody();
  }

  @Test
  void endOfTheService_makesItsClientsNoVanishers() {
    bot.goesTo("gorilla")
        .times(MANY, b -> b.connects().ends(SERVICE, FIN).ends(CLIENT, FIN).isOver());

    story.accuses("service gorilla vanisher");
  }

  @Test
  void endOfAConnectionThatCouldNotBeRead_isChargedToNobody() {
    bot.times(MANY, b -> b.connects().goesUnobserved().over());

    story.accusesNobody();
  }

  @Test
  void endWithinACloseFrame_isAnEndWithNoClose() {
    bot.times(10, b -> b.connects().client(sends -> sends.close(1000).withoutLast(1)).over());

    story.accuses("client bot vanisher");
  }

  @Test
  void vanisher_isHalfOfAllItsCloses_thoseByTheProxyIncluded() {
    bot.times(11, b -> b.connects().proxyCloses(IDLE).over());
    bot.times(10, Visitor::vanishes);
    story.accusesNobody(); // 10 of 21

    bot.times(1, Visitor::vanishes);
    story.accuses("client bot vanisher");
    assertThat(story.flag("bot", Rule.VANISHER).evidence())
        .containsEntry("endedWithoutClose", 11)
        .containsEntry("closes", 22)
        .containsEntry("share", 0.5);
  }

  @Test
  void policyOffender_isAShareOfAllItsCloses_thoseByTheProxyIncluded() {
    Duration noLoop = ofSeconds(11);
    bot.times(8, b -> b.connects().proxyCloses(IDLE).over());
    bot.times(3, noLoop, b -> b.isClosedOn(1008, ""));
    story.accusesNobody(); // 3 of 11
  }

  @Test
  void policyOffender_isTheOneClosedOn() {
    story.client("browser").runs(CHROMIUM).goesTo("service-2").times(3, v -> v.closes(1008));

    story.accuses("service service-2 policy_offender");
  }

  @Test
  void policyClose_asAnAnswer_isHeldAgainstNobody() {
    bot.times(
        MANY,
        b ->
            b.connects()
                .client(sends -> sends.close(1000))
                .service(sends -> sends.close(1008, "too late"))
                .over());

    story.accusesNobody();
  }

  @Test
  void policyClose_behindTheClientsEnd_isHeldAgainstNobody() {
    bot.times(
        5,
        b ->
            b.connects()
                .ends(CLIENT, FIN)
                .service(sends -> sends.close(1008, "too late"))
                .ends(SERVICE, FIN)
                .isOver());

    story.accusesNobody();
  }

  @Test
  void secondClose_isNoViolationThatCounts() {
    bot.times(
        MANY,
        b ->
            b.connects()
                .client(sends -> sends.close(1000).close(1000))
                .service(sends -> sends.close(1000))
                .over());

    story.accusesNobody();
  }

  @Test
  void pingBehindAClose_isNoViolation() {
    bot.times(
        MANY,
        b ->
            b.connects()
                .client(sends -> sends.close(1000).ping().pong())
                .service(sends -> sends.close(1000))
                .over());

    story.accusesNobody();
  }

  @Test
  void compressedFrames_whereDeflateWasAccepted_areNoViolations() {
    bot.agreesOn("permessage-deflate")
        .times(
            MANY,
            b ->
                b.connects()
                    .client(sends -> sends.rsv1().text("x").close(1000))
                    .service(sends -> sends.close(1000))
                    .over());

    story.accusesNobody();
  }

  @Test
  void dataBehindAClose_isAViolationThatCounts() {
    bot.times(
        3,
        b ->
            b.connects()
                .client(sends -> sends.close(1000).text("one more"))
                .service(sends -> sends.close(1000))
                .over());

    story.accuses("client bot protocol_violator");
    assertThat(story.flag("bot", Rule.PROTOCOL_VIOLATOR).evidence())
        .containsEntry("lastViolations", List.of("data_after_close"));
  }

  @Test
  void violations_ofTheService_areTheServices() {
    bot.goesTo("service-3").times(3, b -> b.violates(SERVICE));

    story.accuses("service service-3 protocol_violator");
  }
}
