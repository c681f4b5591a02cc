package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.RESET;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When each rule fires, and that it does not just before. */
class RulesTest {
  /** Comes back too late for policy_loop. */
  private static final Duration NO_LOOP = ofSeconds(11);

  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  @Test
  void emptyCloseHabit_tenCloses_fires() {
    bot.times(9, Visitor::closesEmpty);
    story.accusesNobody();

    bot.times(1, Visitor::closesEmpty);
    story.accuses("client bot empty_close_habit");
  }

  @Test
  void emptyCloseHabit_shareOfEightTenths_fires() {
    bot.times(3, b -> b.closes(1000)).times(11, Visitor::closesEmpty);
    story.accusesNobody(); // 11 of 14

    bot.times(1, Visitor::closesEmpty);
    story.accuses("client bot empty_close_habit");
  }

  @Test
  void emptyCloseHabit_tenClosesOfBothKinds_fires() {
    bot.times(2, b -> b.closes(1000)).times(8, Visitor::closesEmpty);

    story.accuses("client bot empty_close_habit");
  }

  @Test
  void policyOffender_threePolicyCloses_fires() {
    bot.times(2, b -> b.isClosedOn(1008, "too fast"));
    story.accusesNobody();

    bot.times(1, b -> b.isClosedOn(1008, "too fast"));
    story.accuses("client bot policy_offender");
  }

  @Test
  void policyOffender_shareOfThreeTenths_fires() {
    bot.times(8, b -> b.closes(1000)).times(3, NO_LOOP, b -> b.isClosedOn(1008, ""));
    story.accusesNobody(); // 3 of 11

    bot.times(1, NO_LOOP, b -> b.isClosedOn(1008, ""));
    story.accuses("client bot policy_offender");
  }

  @Test
  void policyOffender_threeOfTen_fires() {
    bot.times(7, b -> b.closes(1000)).times(3, NO_LOOP, b -> b.isClosedOn(1008, ""));

    story.accuses("client bot policy_offender");
  }

  @Test
  void policyOffender_mappedCode_fires() {
    bot.times(3, b -> b.isClosedOn(4401, ""));

    story.accuses("client bot policy_offender");
  }

  @Test
  void policyOffender_otherPrivateCode_doesNotFire() {
    bot.times(30, b -> b.isClosedOn(4100, "you are banned"));

    story.accusesNobody();
  }

  @Test
  void policyLoop_threeReturns_fires() {
    bot.times(20, b -> b.closes(1000)); // keeps policy_offender quiet
    bot.times(3, b -> b.isClosedOn(1008, ""));
    story.accusesNobody(); // two returns: nothing has followed the third

    bot.connects();
    story.accuses("client bot policy_loop");
  }

  @Test
  void illegalClose_once_fires() {
    story.accusesNobody();

    bot.closes(1005);
    story.accuses("client bot illegal_close");
  }

  @Test
  void protocolViolator_threeConnections_fires() {
    bot.times(2, b -> b.violates(CLIENT));
    story.accusesNobody();

    bot.times(1, b -> b.violates(CLIENT));
    story.accuses("client bot protocol_violator");
  }

  @Test
  void protocolViolator_oneConnectionWithManyViolations_doesNotFire() {
    bot.connects()
        .client(sends -> sends.unmasked().text("x").unmasked().text("x").rsv(7).text("x"))
        .client(sends -> sends.notFinal().ping().frame(0x3).continuation("x").close(1000))
        .over();

    story.accusesNobody();
  }

  @Test
  void vanisher_tenEndsWithoutAClose_fires() {
    bot.times(9, Visitor::vanishes);
    story.accusesNobody();

    bot.times(1, Visitor::vanishes);
    story.accuses("client bot vanisher");
  }

  @Test
  void vanisher_resets_fire() {
    bot.times(10, b -> b.connects().ends(CLIENT, RESET).isOver());

    story.accuses("client bot vanisher");
  }

  @Test
  void vanisher_halfOfItsCloses_fires() {
    bot.times(11, b -> b.closes(1000)).times(10, Visitor::vanishes);
    story.accusesNobody(); // 10 of 21

    bot.times(1, Visitor::vanishes);
    story.accuses("client bot vanisher");
  }

  @Test
  void ignoresClose_fiveTimes_fires() {
    bot.times(4, b -> b.leavesUnanswered(ofSeconds(2)));
    story.accusesNobody();

    bot.times(1, b -> b.leavesUnanswered(ofSeconds(2)));
    story.accuses("client bot ignores_close");
  }

  @Test
  void ignoresClose_underTwoSeconds_doesNotFire() {
    bot.times(20, b -> b.leavesUnanswered(ofMillis(1_999)));

    story.accusesNobody();
  }

  @Test
  void reconnectStorm_moreThanSixtyTimes_fires() {
    bot.times(61, b -> b.closes(1000));
    story.accusesNobody(); // nothing has followed the 61st

    bot.connects();
    story.accuses("client bot reconnect_storm");
  }

  @Test
  void reconnectStorm_sixtyTimes_isNotEnough() {
    bot.times(60, b -> b.closes(1000));
    bot.connects();

    story.accusesNobody();
  }
}
