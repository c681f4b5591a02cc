package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The window that offences have to lie within, and how long a flag stands. */
class FlagLifeTest {
  private static final Duration WINDOW = ofMinutes(5);
  private static final Duration PANE = WINDOW.dividedBy(SlidingCounts.PANES);
  private static final Duration EXPIRY = ofMinutes(15);

  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  @Test
  void offence_fiveMinutesAndABitAgo_doesNotCount() {
    bot.isClosedOn(1008, "");
    story.later(ofSeconds(20));
    bot.isClosedOn(1008, "");
    story.later(WINDOW.minusSeconds(20).plusMillis(1));
    bot.isClosedOn(1008, "");

    story.accusesNobody();
  }

  @Test
  void offence_lessThanFiveMinutesAndAPaneAgo_counts() {
    bot.isClosedOn(1008, "");
    story.later(ofSeconds(20));
    bot.isClosedOn(1008, "");
    story.later(WINDOW.minusSeconds(20).minus(PANE));
    bot.isClosedOn(1008, "");

    story.accuses("client bot policy_offender");
  }

  @Test
  void settledOffence_countsAtTheMomentOfItsEnd() {
    bot.times(9, Duration.ZERO, Visitor::vanishes);
    story.later(WINDOW);
    bot.vanishes();

    story.accusesNobody();
  }

  @Test
  void flag_fifteenMinutesAfterTheLastOffence_falls() {
    bot.closes(1005);
    story.later(ofMinutes(10));
    bot.closes(1005);

    story.later(EXPIRY);
    assertThat(story.flags()).containsExactly("client bot illegal_close");

    story.later(ofMillis(1));
    assertThat(story.flags()).isEmpty();
    assertThat(story.peers.flagged()).isEmpty();
    assertThat(story.peers.raisedByRule()).isEqualTo(Map.of(Rule.ILLEGAL_CLOSE, 1L));
  }

  @Test
  void flag_ofARuleThatCounts_isKeptUpByASingleOffence() {
    bot.times(3, ofSeconds(11), b -> b.isClosedOn(1008, ""));
    story.later(ofMinutes(14));
    bot.isClosedOn(1008, ""); // one alone in its window
    story.later(ofMinutes(14));

    story.accuses("client bot policy_offender");
    Flag flag = story.flag("bot", Rule.POLICY_OFFENDER);
    assertThat(flag.count()).isEqualTo(4);
    assertThat(flag.evidence()).containsEntry("policyCloses", 3).containsEntry("share", 1.0);
  }

  @Test
  void flag_ofARuleWithAShare_isNotKeptUpByOneOffenceAmongManyGoodCloses() {
    bot.times(10, Visitor::vanishes);
    story.later(ofMinutes(14));
    bot.times(3, b -> b.closes(1000)).times(1, Visitor::vanishes);
    story.later(ofMinutes(2));

    story.accusesNobody();
  }

  @Test
  void flag_raisedAgainAfterItFell_isANewOne() {
    bot.closes(1005);
    story.later(ofMinutes(16));
    Instant again = story.clock.now();
    bot.closes(1005);

    Flag flag = story.flag("bot", Rule.ILLEGAL_CLOSE);
    assertThat(flag.firstSeen()).isEqualTo(again);
    assertThat(flag.count()).isEqualTo(1);
    assertThat(story.peers.raisedByRule()).isEqualTo(Map.of(Rule.ILLEGAL_CLOSE, 2L));
  }

  @Test
  void flag_saysWhenHowOftenAndWhat() {
    bot.times(2, ofSeconds(11), b -> b.isClosedOn(1008, "slow down"));
    Instant third = story.clock.now();
    bot.isClosedOn(1008, "slow down");
    story.later(ofMinutes(1));
    Instant fourth = story.clock.now();
    bot.isClosedOn(1008, "rate limit exceeded");

    Flag flag = story.flag("bot", Rule.POLICY_OFFENDER);
    assertThat(flag.firstSeen()).isEqualTo(third);
    assertThat(flag.lastSeen()).isEqualTo(fourth);
    assertThat(flag.count()).isEqualTo(4);
    assertThat(flag.evidence())
        .containsExactly(
            Map.entry("policyCloses", 4),
            Map.entry("closes", 4),
            Map.entry("share", 1.0),
            Map.entry("windowSeconds", 300.0),
            Map.entry("route", "default"),
            Map.entry("userAgent", "acme-bot/2.1"),
            Map.entry("lastConnection", "c-4"),
            Map.entry("lastCause", "rate"),
            Map.entry("lastReason", "rate limit exceeded"));
  }

  @Test
  void flag_whoseEarlierOffenceIsToldLater_keepsTheLatestTime() {
    CloseEvent earlier =
        bot.connects()
            .client(sends -> sends.close(1006))
            .ends(CLIENT, FIN)
            .ends(SERVICE, FIN)
            .event();
    story.later(ofMillis(100));
    Instant latest = story.clock.now();
    bot.closes(1005);
    story.closed(earlier, false); // by another event loop

    Flag flag = story.flag("bot", Rule.ILLEGAL_CLOSE);
    assertThat(flag.lastSeen()).isEqualTo(latest);
    assertThat(flag.count()).isEqualTo(2);
    assertThat(flag.evidence()).containsEntry("lastCode", 1005).containsEntry("illegalCloses", 2);
  }

  @Test
  void flag_countsTheOffencesOfTheWindowItWasRaisedIn() {
    bot.isClosedOn(1008, "");
    story.later(ofMinutes(6));
    bot.times(3, ofSeconds(11), b -> b.isClosedOn(1008, ""));

    assertThat(story.flag("bot", Rule.POLICY_OFFENDER).count()).isEqualTo(3);
  }

  @Test
  void takeRaised_givesEachFlagOnce() {
    bot.closes(1005);
    bot.closes(1005);

    assertThat(story.peers.takeRaised())
        .singleElement()
        .satisfies(
            raised -> {
              assertThat(raised.id()).isEqualTo(new PeerId(CLIENT, "bot"));
              assertThat(raised.flag().rule()).isEqualTo(Rule.ILLEGAL_CLOSE);
              assertThat(raised.flag().count()).isEqualTo(1);
            });
    assertThat(story.peers.takeRaised()).isEmpty();
  }

  @Test
  void flagsOf_aConnection_areThoseOfBothItsPeers() {
    story.client("other").runs(JDK).goesTo("service-1").times(3, v -> v.violates(SERVICE));
    bot.closes(1005);

    assertThat(story.peers.flagsOf(bot.opening()))
        .containsExactly(Rule.ILLEGAL_CLOSE, Rule.PROTOCOL_VIOLATOR);
    assertThat(story.peers.flagsOf(story.client("stranger").goesTo("service-2").opening()))
        .isEmpty();
  }

  @Test
  void view_saysWhatThePeerDid() {
    Instant first = story.clock.now();
    bot.closes(1000);
    bot.times(2, Visitor::vanishes);
    Instant last = story.clock.now();
    Visit open = bot.connects();
    story.later(ofMinutes(1));

    PeerView view = story.view("bot");
    assertThat(view.opened()).isEqualTo(4);
    assertThat(view.open()).isEqualTo(1);
    assertThat(view.closes()).isEqualTo(Map.of(CloseKind.NORMAL, 1L, CloseKind.ABNORMAL, 2L));
    assertThat(view.shared()).isFalse();
    assertThat(view.firstSeen()).isEqualTo(first);
    assertThat(view.lastSeen()).as("not moved back by what is settled later").isEqualTo(last);
    open.over();
    assertThat(story.view("bot").open()).isZero();
  }
}
