package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventHistoryTest {
  private static void fill(EventHistory history) {
    for (int daysAgo : new int[] {40, 20, 0}) {
      Instant at = Instant.now().minus(Duration.ofDays(daysAgo));
      history.closed(SampleEvents.observed(SampleEvents.builder().closedAt(at).build()));
    }
    history.notUpgraded(SampleEvents.handshake(HandshakeOutcome.REFUSED, 403)); // of long ago
  }

  @Test
  void closes_olderThanTheRetention_areNeitherShownNorKept() {
    EventHistory history = new EventHistory(Duration.ofDays(30));
    fill(history);

    assertThat(history.closes(close -> true, 10)).hasSize(2);
    assertThat(history.handshakes(10)).isEmpty();
    assertThat(history.kept()).isEqualTo(4);
    history.forgetOld();
    assertThat(history.kept()).isEqualTo(2);
    assertThat(history.closes(close -> true, 10)).hasSize(2);
  }

  @Test
  void closes_withoutRetention_allStay() {
    EventHistory history = new EventHistory(null);
    fill(history);
    history.forgetOld();

    assertThat(history.closes(close -> true, 10)).hasSize(3);
    assertThat(history.handshakes(10)).hasSize(1);
  }

  @Test
  void closes_ofAClockThatWasSetBack_areShown() {
    EventHistory history = new EventHistory(Duration.ofDays(30));
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    history.closed(SampleEvents.observed(SampleEvents.builder().closedAt(tomorrow).build()));
    fill(history);
    history.forgetOld();

    assertThat(history.closes(close -> true, 10)).hasSize(3);
  }
}
