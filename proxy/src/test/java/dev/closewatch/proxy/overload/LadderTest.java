package dev.closewatch.proxy.overload;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.FakeClock;
import dev.closewatch.proxy.observe.SheddingStep;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When work is left undone, and when it is done again. */
class LadderTest {
  private static final Signals QUIET = new Signals(0, 0, 0);
  private static final Signals LATE = new Signals(MILLISECONDS.toNanos(300), 0, 0);
  private static final Signals VERY_LATE = new Signals(SECONDS.toNanos(1), 0, 0);
  private static final Signals BETWEEN = new Signals(MILLISECONDS.toNanos(100), 0.8, 0);
  private static final Signals LOSING = new Signals(0, 0, 1);

  private final FakeClock clock = FakeClock.startingAnywhere();
  private final Ladder ladder = new Ladder(clock.nanos());

  /** Looks twice a second for so long, and returns the step at the end. */
  private SheddingStep during(Signals signals, double seconds) {
    SheddingStep step = SheddingStep.NONE;
    for (int look = 0; look < seconds * 2; look++) {
      clock.advanceMillis(500);
      step = ladder.look(signals, clock.nanos());
    }
    return step;
  }

  @Test
  void look_overloadThatLasts_takesOneStepInFiveSeconds() {
    assertThat(during(VERY_LATE, 4.5)).isEqualTo(SheddingStep.NONE);
    assertThat(during(VERY_LATE, 0.5)).isEqualTo(SheddingStep.PEERS);
    assertThat(during(VERY_LATE, 4.5)).isEqualTo(SheddingStep.PEERS);
    assertThat(during(VERY_LATE, 0.5)).isEqualTo(SheddingStep.OBSERVATION);
    assertThat(during(VERY_LATE, 5)).isEqualTo(SheddingStep.CONNECTIONS);
    assertThat(during(VERY_LATE, 60)).isEqualTo(SheddingStep.CONNECTIONS);
  }

  @Test
  void look_peaks_changeNothing() {
    for (int i = 0; i < 100; i++) {
      assertThat(during(VERY_LATE, 4.5)).isEqualTo(SheddingStep.NONE);
      assertThat(during(QUIET, 0.5)).isEqualTo(SheddingStep.NONE);
    }
  }

  @Test
  void look_afterTheOverload_goesDownOneStepInThirtySeconds() {
    during(VERY_LATE, 15);
    assertThat(during(QUIET, 29.5)).isEqualTo(SheddingStep.CONNECTIONS);
    assertThat(during(QUIET, 0.5)).isEqualTo(SheddingStep.OBSERVATION);
    assertThat(during(QUIET, 30)).isEqualTo(SheddingStep.PEERS);
    assertThat(during(QUIET, 30)).isEqualTo(SheddingStep.NONE);
  }

  @Test
  void look_quietNowAndThen_staysWhereItIs() {
    during(LATE, 10);
    for (int i = 0; i < 10; i++) {
      assertThat(during(QUIET, 29.5)).isEqualTo(SheddingStep.OBSERVATION);
      assertThat(during(LATE, 0.5)).isEqualTo(SheddingStep.OBSERVATION);
    }
  }

  @Test
  void look_betweenTheThresholds_neitherClimbsNorLetsGo() {
    assertThat(during(BETWEEN, 60)).isEqualTo(SheddingStep.NONE);
    during(LATE, 10);
    assertThat(during(BETWEEN, 120)).isEqualTo(SheddingStep.OBSERVATION);
  }

  @Test
  void look_lostEvents_costThePeersAndNothingElse() {
    assertThat(during(LOSING, 60)).isEqualTo(SheddingStep.PEERS);
  }

  @Test
  void look_lateButNotVery_neverSendsClientsAway() {
    assertThat(during(LATE, 60)).isEqualTo(SheddingStep.OBSERVATION);
    assertThat(during(new Signals(0, 0.9, 0), 60)).isEqualTo(SheddingStep.OBSERVATION);
    assertThat(during(new Signals(0, 0.95, 0), 5)).isEqualTo(SheddingStep.CONNECTIONS);
  }

  @Test
  void signals_whateverTheyAre_holdAtLeastWhatTheyCallFor() {
    Random random = new Random(6);
    for (int i = 0; i < 10_000; i++) {
      Signals signals =
          new Signals(random.nextLong(2_000_000_000L), random.nextDouble(), random.nextInt(2));
      assertThat(signals.holds().includes(signals.callsFor())).as("%s", signals).isTrue();
    }
  }

  @Test
  void lateness_ofALoopThatReportsNothing_grows() {
    LoopLateness loops = new LoopLateness(2, clock.nanos());
    clock.advanceMillis(500);
    loops.report(0, MILLISECONDS.toNanos(3), clock.nanos());
    loops.report(1, MILLISECONDS.toNanos(7), clock.nanos());
    assertThat(loops.latestNanos(clock.nanos())).isEqualTo(MILLISECONDS.toNanos(7));

    clock.advanceMillis(4_000);
    loops.report(0, 0, clock.nanos());
    assertThat(loops.latestNanos(clock.nanos())).isEqualTo(SECONDS.toNanos(3));
  }
}
