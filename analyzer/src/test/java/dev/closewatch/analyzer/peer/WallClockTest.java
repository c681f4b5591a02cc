package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is for display: who is flagged, and for how long, goes by the other one. */
class WallClockTest {
  private static final Duration BEHIND_THE_EXPIRY = RuleSettings.DEFAULTS.expiry().plusSeconds(30);

  private static List<String> flagged(Story story, Duration jump) {
    Visitor empty = story.client("empty").runs(JDK);
    Visitor loop = story.client("loop").runs(HOME_MADE);
    Visitor good = story.client("good").runs(JDK);
    for (int i = 0; i < 12; i++) {
      story.clock.wallJumps(i % 2 == 0 ? jump : jump.negated());
      empty.closesEmpty();
      loop.isClosedOn(1008, "");
      good.closes(1000);
      story.later(Duration.ofSeconds(2));
    }
    story.clock.wallJumps(jump);
    story.later(Story.SETTLES_AFTER);
    return story.flags();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H", "P3650D", "P-3650D"})
  void flags_underAClockThatJumps_areThoseUnderOneThatDoesNot(String jump) {
    List<String> steady = flagged(Story.begins(), Duration.ZERO);
    Story jumping = Story.begins();

    assertThat(flagged(jumping, Duration.parse(jump))).isEqualTo(steady);
    assertThat(steady).contains("client empty empty_close_habit", "client loop policy_loop");
    jumping.clock.wallJumps(Duration.parse(jump));
    assertThat(jumping.later(BEHIND_THE_EXPIRY).flags()).isEmpty();
  }

  @Test
  void flags_whenOnlyTheWallClockGoesOn_stay() {
    Story story = Story.begins();
    List<String> before = flagged(story, Duration.ZERO);
    story.clock.wallJumps(BEHIND_THE_EXPIRY.multipliedBy(10));

    assertThat(story.later(Duration.ofSeconds(1)).flags()).isEqualTo(before).isNotEmpty();
  }
}
