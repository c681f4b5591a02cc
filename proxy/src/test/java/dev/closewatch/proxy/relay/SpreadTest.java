package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

  /** Near the end of what the clock can say, which it passes over. */
  private static final long START = Long.MAX_VALUE - SECOND;

  /** Asks at each tick and returns, for each that was due, after how many nanoseconds. */
  private static List<Long> moments(long seed, long spreadNanos, long tickNanos, int waiting) {
    Spread spread = new Spread(new SplittableRandom(seed), START, spreadNanos);
    List<Long> moments = new ArrayList<>();
    for (long passed = tickNanos; waiting > 0; passed += tickNanos) {
      int due = spread.due(START + passed, waiting);
      assertThat(due).isBetween(0, waiting);
      waiting -= due;
      for (int i = 0; i < due; i++) {
        moments.add(passed);
      }
      assertThat(passed).as("the end").isLessThanOrEqualTo(spreadNanos + tickNanos);
    }
    return moments;
  }

  @Test
  void due_twoThousandOver15Seconds_areAlmostEquallyManyEachSecond() {
    for (long seed = 1; seed <= 20; seed++) {
      int[] perSecond = new int[16];
      moments(seed, 15 * SECOND, TICK, 2_000)
          .forEach(moment -> perSecond[(int) ((moment - 1) / SECOND)]++);
      int mean = 2_000 / 15;
      assertThat(Arrays.stream(perSecond, 0, 15).boxed().toList())
          .as("seed %d", seed)
          .allSatisfy(count -> assertThat(count).isBetween(mean - 30, mean + 30));
    }
  }

  @Test
  void due_aSingleOne_isAtAnyMomentAlike() {
    int[] perTenth = new int[10];
    for (long seed = 1; seed <= 2_000; seed++) {
      long moment = moments(seed, 10 * SECOND, TICK, 1).get(0);
      perTenth[(int) ((moment - 1) / SECOND)]++;
    }
    // 200 each; the standard deviation is 13.
    assertThat(Arrays.stream(perTenth).boxed().toList())
        .allSatisfy(count -> assertThat(count).isBetween(140, 260));
  }

  @Test
  void due_overHours_isSpreadJustSo() {
    List<Long> moments = moments(7, TimeUnit.HOURS.toNanos(4), TICK * 50, 1_000);
    assertThat(moments.get(249)).isBetween(TimeUnit.MINUTES.toNanos(54), minutes(66));
    assertThat(moments.get(749)).isBetween(TimeUnit.MINUTES.toNanos(174), minutes(186));
  }

  private static long minutes(long minutes) {
    return TimeUnit.MINUTES.toNanos(minutes);
  }

  @Test
  void due_withoutTime_isAllAtOnce() {
    Spread spread = new Spread(new SplittableRandom(1), START, 0);
    assertThat(spread.due(START, 50_000)).isEqualTo(50_000);
    assertThat(spread.isOver(START)).isTrue();
  }

  @Test
  void due_afterTheEnd_isWhoeverHasComeSince() {
    Spread spread = new Spread(new SplittableRandom(1), START, SECOND);
    assertThat(spread.due(START + 2 * SECOND, 3)).isEqualTo(3);
    assertThat(spread.due(START + 3 * SECOND, 1)).isEqualTo(1);
  }

  @Test
  void due_halfOfTheTimePassedAtOnce_isHalfOfThem() {
    Spread spread = new Spread(new SplittableRandom(1), START, 10 * SECOND);
    assertThat(spread.due(START + 5 * SECOND, 1_000)).isEqualTo(500);
    assertThat(spread.due(START + 5 * SECOND, 500)).as("no time since").isZero();
    assertThat(spread.isOver(START + 10 * SECOND - 1)).isFalse();
  }

  @Test
  void plan_keepsTheCloseTimeoutForAnswers_andOfAShortTimeHalf() {
    assertThat(new DrainPlan(20 * SECOND, 1001).spreadNanos(5 * SECOND)).isEqualTo(15 * SECOND);
    assertThat(new DrainPlan(SECOND, 1001).spreadNanos(5 * SECOND)).isEqualTo(SECOND / 2);
    assertThat(new DrainPlan(0, 1001).spreadNanos(5 * SECOND)).isZero();
  }
}
