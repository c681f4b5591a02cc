package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Sender;
import org.junit.jupiter.api.Test;

/** Who is forgotten, and who is let go. */
class PeerTableTest {
  private final Story story = Story.under(Settings.with().maxPeers(5).build());

  @Test
  void fullTable_forgetsStrangersFirst_thenOffenders() {
    client("stranger").closes(1000);
    client("offender-1").vanishes();
    client("offender-2").vanishes();
    client("flagged").closes(1005);
    story.later(Story.SETTLES_AFTER);

    client("new-1").vanishes();
    story.later(Story.SETTLES_AFTER);
    assertThat(remembered("stranger")).isFalse();

    client("offender-1").closes(1000); // seen later than the other now
    client("new-2").closes(1000);
    assertThat(remembered("offender-2")).isFalse();

    client("new-3").closes(1000);
    assertThat(remembered("new-2")).isFalse();
    assertThat(remembered("offender-1")).isTrue();
    assertThat(remembered("new-1")).isTrue();
    assertThat(remembered("flagged")).isTrue();
    assertThat(remembered(SERVICE, "service-1")).isTrue();
    assertThat(story.peers.tracked()).isEqualTo(5);
    assertThat(story.peers.forgotten()).isEqualTo(3);
  }

  @Test
  void forgottenPeer_whoseCloseIsSettled_doesNotComeBack() {
    client("stranger").closes(1000);
    for (int i = 0; i < 4; i++) {
      client("new-" + i).closes(1000);
    }
    story.later(Story.SETTLES_AFTER);

    assertThat(remembered("stranger")).isFalse();
    assertThat(story.peers.forgotten()).isEqualTo(1);
  }

  @Test
  void peer_unseenForAnHour_isLetGo_unlessItHasAConnectionOpen() {
    client("gone").closes(1000);
    client("offender").vanishes();
    client("quiet").connects();
    story.later(ofMinutes(61));

    assertThat(remembered("gone")).isFalse();
    assertThat(remembered("offender")).isFalse();
    assertThat(remembered("quiet")).isTrue();
    assertThat(story.peers.forgotten()).as("there was room").isZero();
  }

  @Test
  void peer_thatComesAgain_beginsAnew() {
    client("gone").closes(1000);
    story.later(ofMinutes(61));
    client("gone").connects();

    assertThat(story.view("gone").opened()).isEqualTo(1);
    assertThat(story.view("gone").closes()).isEmpty();
    assertThat(story.view("gone").firstSeen()).isEqualTo(story.clock.now());
  }

  private Visitor client(String name) {
    return story.client(name);
  }

  private boolean remembered(String client) {
    return remembered(CLIENT, client);
  }

  private boolean remembered(Sender side, String name) {
    return story.peers.view(new PeerId(side, name)) != null;
  }
}
