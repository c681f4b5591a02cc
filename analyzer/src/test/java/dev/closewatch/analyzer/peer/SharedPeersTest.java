package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.AIOHTTP;
import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.peer.Stacks.NPM_WS;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many people behind one address: what is counted or compared says nothing of one of them. */
class SharedPeersTest {
  private final Story story = Story.begins();
  private final Visitor office = story.client("office");

  @Test
  void threeUserAgents_makeAPeerAShared() {
    office.runs(JDK).closes(1000);
    office.runs(HOME_MADE).closes(1000);
    assertThat(story.view("office").shared()).isFalse();

    office.runs(AIOHTTP).closes(1000);
    assertThat(story.view("office").shared()).isTrue();
  }

  @Test
  void noUserAgent_isOneMore() {
    office.runs(JDK).closes(1000);
    office.runs(HOME_MADE).closes(1000);
    office.runs(NPM_WS).closes(1000);

    assertThat(story.view("office").shared()).isTrue();
  }

  @Test
  void userAgents_overAnHourApart_makeNoShared() {
    office.runs(JDK).closes(1000);
    story.later(ofMinutes(59));
    office.runs(HOME_MADE).closes(1000);
    story.later(ofMinutes(2));
    office.runs(AIOHTTP).closes(1000);

    assertThat(story.view("office").shared()).isFalse();
  }

  @Test
  void fiftyOpenConnections_makeAPeerAShared() {
    List<Visit> open = open(office.runs(JDK), 49);
    assertThat(story.view("office").shared()).isFalse();

    open.addAll(open(office.runs(JDK), 1));
    assertThat(story.view("office").shared()).isTrue();

    open.forEach(Visit::over);
    assertThat(story.view("office").shared()).as("it is remembered").isTrue();
    story.accusesNobody();
  }

  @Test
  void sharedPeer_isFlaggedByNoRuleThatCountsOrCompares() {
    open(office.runs(AIOHTTP), 50);
    Visitor one = office.runs(HOME_MADE);
    one.times(20, Visitor::closesEmpty)
        .times(20, v -> v.isClosedOn(1008, ""))
        .times(20, v -> v.violates(CLIENT))
        .times(200, Visitor::vanishes)
        .times(20, v -> v.leavesUnanswered(ofSeconds(2)));
    story.accusesNobody();

    one.closes(1005);
    story.accuses("client office illegal_close");
  }

  @Test
  void sharedPeer_whereSeveralIllegalClosesAreAskedFor_isNotFlaggedEither() {
    Story strict = Story.under(Settings.with().illegalCloses(2).build());
    Visitor home = strict.client("home");
    home.runs(JDK).closes(1005);
    home.runs(HOME_MADE).closes(1000);
    home.runs(AIOHTTP).closes(1000);
    home.runs(HOME_MADE).closes(1005);
    strict.accusesNobody();

    strict.client("bot").runs(JDK).times(2, v -> v.closes(1005));
    strict.accuses("client bot illegal_close");
  }

  @Test
  void crowdThatCameHoursAgo_andLeavesAtOnce_isACrowdStill() {
    // An office's router restarts: fifty connections of one address end with no Close.
    List<Visit> open = open(office.runs(JDK), 50);
    story.later(ofMinutes(200));
    open.forEach(Visit::over);

    story.accusesNobody();
    assertThat(story.view("office").shared()).isTrue();

    story.later(ofMinutes(59));
    assertThat(story.view("office").shared()).isTrue();
    story.later(ofMinutes(2));
    assertThat(story.peers.view(new PeerId(CLIENT, "office"))).as("gone for an hour").isNull();
  }

  @Test
  void flagsThatCount_fallWhenThePeerTurnsOutToBeShared() {
    office.runs(JDK).times(10, Visitor::vanishes);
    office.runs(HOME_MADE).closes(1005);
    story.accuses("client office vanisher", "client office illegal_close");

    office.runs(AIOHTTP).connects();
    story.accuses("client office illegal_close");
  }

  @Test
  void instanceOfTheService_isNeverShared() {
    for (Stacks stack : Stacks.values()) {
      open(story.client(stack.name()).runs(stack), 20);
    }
    office.runs(JDK).times(3, v -> v.violates(SERVICE));

    story.accuses("service service-1 protocol_violator");
    assertThat(story.view(new PeerId(SERVICE, "service-1")).shared()).isFalse();
  }

  private static List<Visit> open(Visitor visitor, int connections) {
    List<Visit> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      open.add(visitor.connects());
    }
    return open;
  }
}
