package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.CHROMIUM;
import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.vocabulary.ProxyCloseReason.IDLE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Rule;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While clients cannot be told apart, no client is flagged. */
class HeldBackTest {
  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  @Test
  void newFlags_ofClients_waitUntilClientsCanBeToldApart() {
    story.peers.holdBackClients(true);
    Instant then = story.clock.now();
    bot.closes(1005);
    story.accusesNobody();
    assertThat(story.peers.flagged()).isEmpty();
    assertThat(story.peers.raisedByRule()).isEmpty();
    assertThat(story.peers.takeRaised()).isEmpty();
    assertThat(story.peers.flagsOf(bot.opening())).isEmpty();

    story.later(ofMinutes(2));
    story.peers.holdBackClients(false);
    story.accuses("client bot illegal_close");
    assertThat(story.peers.flagged()).isEqualTo(Map.of(Rule.ILLEGAL_CLOSE, 1));
    assertThat(story.peers.raisedByRule()).isEqualTo(Map.of(Rule.ILLEGAL_CLOSE, 1L));
    assertThat(story.peers.takeRaised())
        .extracting(Peers.Raised::id)
        .containsExactly(new PeerId(CLIENT, "bot"));
    Flag flag = story.flag("bot", Rule.ILLEGAL_CLOSE);
    assertThat(flag.lastSeen()).isEqualTo(then);
    assertThat(flag.evidence()).containsEntry("lastCode", 1005);
  }

  @Test
  void flagsThatStand_areNotShownMeanwhile_butKeptUp() {
    bot.closes(1005);
    story.peers.takeRaised();
    story.peers.holdBackClients(true);
    story.later(ofMinutes(10));
    bot.closes(1005);
    story.accusesNobody();

    story.later(ofMinutes(10));
    story.peers.holdBackClients(false);
    story.accuses("client bot illegal_close");
    assertThat(story.flag("bot", Rule.ILLEGAL_CLOSE).count()).isEqualTo(2);
    assertThat(story.peers.takeRaised()).as("it was raised before").isEmpty();
  }

  @Test
  void flagsPutAside_longerThanTheirExpiry_areForgotten() {
    story.peers.holdBackClients(true);
    bot.closes(1005);
    story.later(ofMinutes(16));
    story.peers.holdBackClients(false);

    story.accusesNobody();
    assertThat(story.peers.raisedByRule()).isEmpty();
  }

  @Test
  void flags_ofTheService_areNotHeldBack() {
    story.peers.holdBackClients(true);
    story.client("visitor").runs(CHROMIUM).times(3, v -> v.violates(SERVICE));

    story.accuses("service service-1 protocol_violator");
  }

  @Test
  void holdings_tellWhoHoldsHowManyConnections() {
    story.client("a").times(5, v -> v.closes(1000));
    story.client("b").times(3, Visitor::connects);
    story.client("c").connects().proxyCloses(IDLE).over();

    Peers.Holdings holdings = story.peers.holdings(2);
    assertThat(holdings.connections()).isEqualTo(9);
    assertThat(holdings.heaviest())
        .containsExactly(new Peers.Holding("a", 5), new Peers.Holding("b", 3));

    story.later(ofMinutes(6));
    assertThat(story.peers.holdings(2).heaviest()).containsExactly(new Peers.Holding("b", 3));
  }
}
