package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who comes back at once: policy_loop and reconnect_storm. */
class ReturnsTest {
  private static final Duration TEN_SECONDS = ofSeconds(10);

  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  ReturnsTest() {
    // Keeps policy_offender quiet: these are about returns.
    bot.times(30, Duration.ZERO, b -> b.closes(1000));
    story.later(ofSeconds(30));
  }

  @Test
  void newConnection_exactlyTenSecondsAfterAPolicyClose_isAReturn() {
    bot.times(3, TEN_SECONDS, b -> b.isClosedOn(1008, ""));
    bot.connects();

    story.accuses("client bot policy_loop");
    assertThat(story.flag("bot", Rule.POLICY_LOOP).evidence())
        .containsEntry("returns", 3)
        .containsEntry("withinSeconds", 10.0);
  }

  @Test
  void newConnection_overTenSecondsAfterAPolicyClose_isNoReturn() {
    bot.times(10, TEN_SECONDS.plusNanos(1), b -> b.isClosedOn(1008, ""));
    bot.connects();

    story.accusesNobodyOf(Rule.POLICY_LOOP);
  }

  @Test
  void policyClose_givesAtMostOneReturn() {
    for (int i = 0; i < 2; i++) {
      bot.isClosedOn(1008, "");
      bot.times(5, Visitor::connects);
      story.later(ofSeconds(11));
    }

    story.accusesNobody();
  }

  @Test
  void oneNewConnection_isAReturnFromOnePolicyCloseOnly() {
    List<Visit> open = open(4);
    for (Visit visit : open) {
      visit.service(sends -> sends.close(1008)).client(sends -> sends.close(1008)).over();
      story.later(ofMillis(1));
    }
    bot.connects();
    bot.connects();
    story.later(TEN_SECONDS);
    story.accusesNobodyOf(Rule.POLICY_LOOP);
  }

  @Test
  void oneNewConnection_beforeTwoEndsAreTold_isAReturnFromOneOfThemOnly() {
    for (int i = 0; i < 2; i++) {
      List<Visit> old = open(2);
      for (Visit visit : old) {
        visit.service(sends -> sends.close(1008)).client(sends -> sends.close(1008));
      }
      story.later(ofSeconds(1));
      bot.connects();
      old.forEach(Visit::over);
      story.later(ofSeconds(20));
    }

    story.accusesNobodyOf(Rule.POLICY_LOOP);
  }

  @Test
  void parallelConnections_thatAllComeBack_areAsManyReturns() {
    for (Visit visit : open(3)) {
      visit.service(sends -> sends.close(1008)).client(sends -> sends.close(1008)).over();
      story.later(ofMillis(1));
    }
    bot.times(3, Visitor::connects);

    story.accuses("client bot policy_loop");
  }

  @Test
  void anotherUserAgent_isNoReturn() {
    for (int i = 0; i < 3; i++) {
      bot.isClosedOn(1008, "");
      story.later(ofSeconds(1));
      bot.runs(JDK).connects();
      story.later(ofSeconds(20));
    }

    story.accusesNobodyOf(Rule.POLICY_LOOP);
  }

  @Test
  void anotherPeer_isNoReturn() {
    Visitor other = story.client("other").runs(HOME_MADE);
    for (int i = 0; i < 3; i++) {
      bot.isClosedOn(1008, "");
      story.later(ofSeconds(1));
      other.connects();
      story.later(ofSeconds(20));
    }

    story.accusesNobodyOf(Rule.POLICY_LOOP);
  }

  @Test
  void connection_thatWasOpenBefore_isNoReturn() {
    open(10);
    bot.times(3, ofSeconds(11), b -> b.isClosedOn(1008, ""));

    story.accusesNobodyOf(Rule.POLICY_LOOP);
  }

  @Test
  void return_beforeTheOldConnectionsEndIsTold_countsWhenItIs() {
    for (int i = 0; i < 3; i++) {
      Visit old =
          bot.connects()
              .service(sends -> sends.close(1008))
              .client(sends -> sends.close(1008))
              .later(ofSeconds(1));
      Visit next = bot.connects();
      story.later(ofSeconds(30)); // the old one lingers
      old.ends(CLIENT, FIN).ends(SERVICE, FIN).isOver();
      next.client(sends -> sends.close(1000)).over();
    }

    story.accuses("client bot policy_loop");
  }

  @Test
  void events_ofTwoEventLoops_toldTheOtherWayRound_giveTheSameReturns() {
    for (int i = 0; i < 3; i++) {
      Visit old = bot.connects();
      CloseEvent end =
          old.service(sends -> sends.close(1008))
              .client(sends -> sends.close(1008))
              .ends(CLIENT, FIN)
              .ends(SERVICE, FIN)
              .event();
      story.later(ofMillis(50));
      Opening next = bot.opening();
      story.opened(next); // by the other loop, which is quicker
      story.closed(end, false);
      story.later(ofSeconds(11));
    }

    story.accuses("client bot policy_loop");
  }

  @Test
  void events_toldSlightlyOutOfOrder_areCountedAtTheirOwnTime() {
    Opening early = bot.opening();
    story.later(ofMillis(200));
    Instant late = story.clock.now();
    bot.connects();
    story.opened(early);

    assertThat(story.view("bot").lastSeen()).isEqualTo(late);
    assertThat(story.view("bot").opened()).isEqualTo(32);
  }

  @Test
  void reconnectStorm_sixtyReturns_areNotEnough() {
    bot.times(60, ofSeconds(1), b -> b.closes(1000));
    bot.connects();
    story.accusesNobodyOf(Rule.RECONNECT_STORM);

    Story other = Story.begins();
    Visitor worse = other.client("worse").runs(HOME_MADE);
    worse.times(61, ofSeconds(1), b -> b.closes(1000));
    worse.connects();
    assertThat(other.later(ofSeconds(2)).flag("worse", Rule.RECONNECT_STORM).count()).isEqualTo(61);
  }

  @Test
  void connections_thatLivedTenSeconds_makeNoStorm() {
    Story slow = Story.begins();
    List<Visit> open = new ArrayList<>();
    Visitor visitor = slow.client("visitor").runs(HOME_MADE);
    for (int i = 0; i < 270; i++) {
      open.add(visitor.connects());
      slow.later(ofSeconds(1));
      if (open.size() == 10) {
        open.remove(0).client(sends -> sends.close(1000)).over();
      }
    }

    slow.accusesNobody();
  }

  @Test
  void connections_thatLivedAMomentLess_makeAStorm() {
    Story slow = Story.begins();
    Visitor visitor = slow.client("visitor").runs(HOME_MADE);
    List<Visit> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(visitor.connects());
      slow.later(ofMillis(999));
      if (open.size() == 10) {
        open.remove(0).client(sends -> sends.close(1000)).over();
      }
    }

    slow.accuses("client visitor reconnect_storm");
  }

  @Test
  void connections_thatTheServiceEnded_makeNoStorm() {
    bot.times(100, b -> b.isClosedOn(1000, ""));

    story.accusesNobody();
  }

  @Test
  void connections_thatDoNotComeBackSoon_makeNoStorm() {
    // Six at a time, but each time eleven seconds later.
    bot.times(
        25,
        ofSeconds(11),
        b -> {
          for (Visit visit : open(6)) {
            visit.client(sends -> sends.close(1000)).over();
          }
        });

    story.accusesNobody();
  }

  private List<Visit> open(int connections) {
    List<Visit> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      open.add(bot.connects());
    }
    return open;
  }
}
