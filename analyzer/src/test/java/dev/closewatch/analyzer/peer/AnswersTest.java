package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.AIOHTTP;
import static dev.closewatch.analyzer.peer.Stacks.AUTOBAHN;
import static dev.closewatch.analyzer.peer.Stacks.CHROMIUM;
import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.peer.Stacks.NPM_WS;
import static dev.closewatch.analyzer.peer.Stacks.OKHTTP;
import static dev.closewatch.analyzer.vocabulary.ProxyCloseReason.DRAIN;
import static dev.closewatch.analyzer.vocabulary.ProxyCloseReason.IDLE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.RESET;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered is held against nobody, and what is not answered against few. */
class AnswersTest {
  private static final int MANY = 30;

  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  @ParameterizedTest
  @ValueSource(ints = {1012, 1014})
  void tomcatUndertowAndBandit_answering1002_areNotHeldToIt(int code) {
    story
        .client("jdk")
        .runs(JDK)
        .times(
            MANY,
            v ->
                v.connects()
                    .client(sends -> sends.close(code))
                    .service(sends -> sends.close(1002))
                    .over());

    story.accusesNobody();
  }

  @Test
  void jdkVertxAndTomcat_answeringAnEmptyCloseWith1000_areNotHeldToIt() {
    story
        .client("browser")
        .runs(CHROMIUM)
        .times(
            MANY,
            v ->
                v.connects()
                    .client(sends -> sends.emptyClose())
                    .service(sends -> sends.close(1000))
                    .over());

    story.accusesNobody();
  }

  @Test
  void aiohttpAutobahnAndNpmWebsocket_answering1000ToEverything_areNotHeldToIt() {
    for (Stacks stack : new Stacks[] {AIOHTTP, AUTOBAHN, NPM_WS}) {
      story
          .client(stack.name())
          .runs(stack)
          .times(
              MANY,
              v ->
                  v.connects()
                      .service(sends -> sends.close(1011))
                      .client(sends -> sends.close(1000))
                      .over());
    }

    story.accusesNobody();
  }

  @Test
  void okhttp_whoseApplicationDoesNotAnswer_isNotFlagged() {
    story.client("app").runs(OKHTTP).times(MANY, v -> v.leavesUnanswered(ofSeconds(60)));

    story.accusesNobody();
  }

  @Test
  void missingAnswer_ofAnyOtherStack_isFlagged() {
    story.client("app").runs(JDK).times(5, v -> v.leavesUnanswered(ofSeconds(60)));

    story.accuses("client app ignores_close");
  }

  @Test
  void missingAnswer_ofTheService_isFlagged() {
    // The client being OkHttp is no excuse for the service.
    story
        .client("app")
        .runs(OKHTTP)
        .times(5, v -> v.connects().client(sends -> sends.close(1000)).later(ofSeconds(2)).over());

    story.accuses("service service-1 ignores_close");
  }

  @Test
  void missingAnswer_whereTheLegEndedAtOnce_isNotFlagged() {
    // Chromium, when its page is left: 1001 and the end of TCP in the same moment.
    story
        .client("browser")
        .runs(CHROMIUM)
        .times(
            MANY,
            v ->
                v.connects()
                    .client(sends -> sends.close(1001))
                    .ends(CLIENT, FIN)
                    .later(ofSeconds(10))
                    .ends(SERVICE, FIN)
                    .isOver());

    story.accusesNobody();
  }

  @Test
  void missingAnswer_whereTheReplierResetsSoon_isNotFlagged() {
    bot.times(
        MANY,
        b ->
            b.connects()
                .service(sends -> sends.close(1000))
                .later(ofMillis(1_500))
                .ends(CLIENT, RESET)
                .isOver());

    story.accusesNobody();
  }

  @Test
  void missingAnswer_inAnUnreadableDirection_isChargedToNobody() {
    bot.times(
        MANY,
        b ->
            b.connects()
                .client(sends -> sends.claiming(-1).binary())
                .service(sends -> sends.close(1000))
                .later(ofSeconds(60))
                .over());

    // The length with its top bit set is a fault of its own.
    story.accuses("client bot protocol_violator");
  }

  @Test
  void crossedCloses_areNoMissingAnswers() {
    bot.times(
        MANY,
        b ->
            b.connects()
                .client(sends -> sends.close(1000))
                .service(sends -> sends.close(1001))
                .later(ofSeconds(60))
                .over());

    story.accusesNobody();
  }

  @Test
  void drain_unansweredOrAnsweredWrongly_isHeldAgainstNobody() {
    for (int code : new int[] {1000, 1001, 1002, 1005, 999}) {
      bot.times(
          MANY,
          b ->
              b.connects()
                  .proxyCloses(DRAIN)
                  .client(sends -> sends.close(code))
                  .later(ofSeconds(5))
                  .proxyEnds()
                  .isOver());
    }
    bot.times(MANY, b -> b.connects().proxyCloses(DRAIN).later(ofSeconds(5)).proxyEnds().isOver());
    bot.times(MANY, b -> b.connects().proxyCloses(IDLE).over());

    story.accusesNobody();
  }

  @Test
  void drain_whileACloseWaitsForItsAnswer_isHeldAgainstNobody() {
    bot.times(
        MANY,
        b ->
            b.connects()
                .service(sends -> sends.close(1001))
                .later(ofSeconds(5))
                .proxyDecides(DRAIN)
                .proxyEnds()
                .isOver());

    story.accusesNobody();
  }

  @Test
  void idleTimeout_whileACloseWaitsForItsAnswer_isTheRepliersFault() {
    bot.times(
        5,
        b ->
            b.connects()
                .service(sends -> sends.close(1001))
                .later(ofSeconds(50))
                .proxyDecides(IDLE)
                .proxyEnds()
                .isOver());

    story.accuses("client bot ignores_close");
  }
}
