package dev.closewatch.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counts of the newest buckets of time. */
class RecentCountsTest {
  @Test
  void counts_onAClockThatOverflows_areThoseOfTheBucketsBetween() {
    long origin = Long.MAX_VALUE - 5;
    RecentCounts counts = new RecentCounts(origin, 10, 4);
    counts.add(origin); // bucket 0
    counts.add(origin + 9);
    counts.add(origin + 10); // bucket 1
    counts.add(origin + 39); // bucket 3

    assertThat(counts.between(origin - 10, origin + 39)).isEqualTo(4);
    assertThat(counts.between(origin, origin + 39)).isEqualTo(2);
    assertThat(counts.between(origin + 5, origin + 19)).isEqualTo(1);
    assertThat(counts.between(origin + 10, origin + 29)).isZero();
  }

  @Test
  void counts_onRandomMoments_areThoseOfAList() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      long origin = random.nextLong();
      RecentCounts counts = new RecentCounts(origin, 7, 10);
      List<Long> buckets = new ArrayList<>();
      long newest = 0;
      long passed = 0;
      for (int i = 0; i < 200; i++) {
        passed += random.nextInt(random.nextInt(20) == 0 ? 100 : 4);
        long moment = passed - random.nextInt(15);
        long bucket = Math.floorDiv(moment, 7L);
        counts.add(origin + moment);
        newest = Math.max(newest, bucket);
        if (bucket > newest - 10) {
          buckets.add(bucket);
        }
        long from = passed - random.nextInt(90);
        long to = passed + random.nextInt(10) - 5;
        long oldest = newest - 9;
        long expected =
            buckets.stream()
                .filter(
                    b -> b >= oldest && b > Math.floorDiv(from, 7L) && b <= Math.floorDiv(to, 7L))
                .count();
        assertThat(counts.between(origin + from, origin + to))
            .as("seed %d", seed)
            .isEqualTo(expected);
      }
    }
  }
}
