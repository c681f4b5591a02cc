package dev.closewatch.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Chances, compared with sums and with dice. */
class ChanceTest {
  @Test
  void chanceOfEvents_isNeverUnderTheTrueOne_norFarAboveIt() {
    for (double mean : new double[] {0.33, 1, 2.5, 10, 40}) {
      for (long count = (long) mean + 1; count < mean + 40; count++) {
        double tail = poissonTail(count, mean);
        double bound = Math.exp(Chance.logOfAtLeast(count, mean));
        assertThat(bound).isBetween(tail * (1 - 1e-9), tail * 40);
      }
    }
  }

  @Test
  void chanceOfEvents_noMoreThanTheMean_isCertain() {
    assertThat(Chance.logOfAtLeast(3, 3)).isZero();
    assertThat(Chance.logOfAtLeast(0, 0.5)).isZero();
  }

  /** All bad ones in the first of two groups of twenty: one way out of all. */
  @Test
  void chanceOfHits_ofKnownTables_isExact() {
    assertThat(Chance.ofAtLeast(20, 20, 0, 20)).isCloseTo(1 / 137_846_528_820.0, percent());
    assertThat(Chance.ofAtLeast(10, 20, 0, 20)).isCloseTo(184_756 / 847_660_528.0, percent());
    assertThat(Chance.ofAtLeast(5, 20, 0, 100)).isCloseTo(15_504 / 190_578_024.0, percent());
    assertThat(Chance.ofAtLeast(0, 20, 5, 20)).isCloseTo(1, within(1e-9));
    assertThat(Chance.ofAtLeast(20, 20, 20, 20)).isCloseTo(1, within(1e-9));
  }

  @Test
  void chanceOfHits_isThatOfDice() {
    Random random = new Random(20_260_301);
    int atLeast = 0;
    for (int round = 0; round < 100_000; round++) {
      int hits = 0;
      int left = 30; // 30 hits among 40 and 100
      for (int i = 0; i < 140; i++) {
        if (random.nextInt(140 - i) < left) {
          left--;
          hits += i < 40 ? 1 : 0;
        }
      }
      atLeast += hits >= 12 ? 1 : 0;
    }

    assertThat(Chance.ofAtLeast(12, 40, 18, 100)).isCloseTo(atLeast / 1e5, within(0.004));
  }

  @Test
  void chanceOfHits_ofLargeCounts_isFinite() {
    assertThat(Chance.ofAtLeast(500_000, 1_000_000, 500_000, 1_000_000))
        .isCloseTo(0.5, within(0.01));
    assertThat(Chance.ofAtLeast(400_000, 1_000_000, 100, 1_000_000)).isLessThan(1e-200);
  }

  private static double poissonTail(long count, double mean) {
    double term = Math.exp(-mean);
    double sum = 0;
    for (long k = 0; k < count + 200; k++) {
      sum += k >= count ? term : 0;
      term *= mean / (k + 1);
    }
    return sum;
  }

  private static Percentage percent() {
    return Percentage.withPercentage(0.01);
  }
}
