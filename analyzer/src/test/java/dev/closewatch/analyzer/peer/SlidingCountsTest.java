package dev.closewatch.analyzer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingCountsTest {
  private static final int FULL = 65_535;

  private final SlidingCounts counts = new SlidingCounts();

  @Test
  void sum_ofTheWindow_reachesBackFourteenPanes() {
    counts.add(3, Tally.POLICY);

    assertThat(counts.sum(3, Tally.POLICY)).isEqualTo(1);
    assertThat(counts.sum(17, Tally.POLICY)).isEqualTo(1);
    assertThat(counts.sum(18, Tally.POLICY)).isZero();
    assertThat(counts.sum(3, Tally.CLOSES)).isZero();
  }

  @Test
  void add_toAnOlderPane_countsThere() {
    counts.add(20, Tally.POLICY);
    counts.add(6, Tally.POLICY);

    assertThat(counts.sum(20, Tally.POLICY)).isEqualTo(2);
    assertThat(counts.sum(21, Tally.POLICY)).isEqualTo(1);
  }

  @Test
  void add_toAPaneThatIsOver_countsNothing() {
    counts.add(20, Tally.POLICY);
    counts.add(5, Tally.POLICY);

    assertThat(counts.sum(19, Tally.POLICY)).isZero();
    assertThat(counts.sum(20, Tally.POLICY)).isEqualTo(1);
  }

  @Test
  void fullPane_takesNothingMore_soThatSharesStayTrue() {
    for (int i = 0; i < 2 * FULL; i++) {
      counts.add(0, Tally.CLOSES);
      if (i % 4 == 0) {
        counts.add(0, Tally.POLICY);
      }
    }

    assertThat(counts.sum(0, Tally.CLOSES)).isEqualTo(FULL);
    assertThat((double) counts.sum(0, Tally.POLICY) / FULL).isBetween(0.249, 0.251);

    counts.add(1, Tally.CLOSES);
    assertThat(counts.sum(1, Tally.CLOSES)).isEqualTo(FULL + 1);
  }

  @Test
  void counts_inAnyOrder_areThoseOfAPlainList() {
    record Added(int pane, Tally tally) {}
    List<Tally> tallies = List.of(Tally.values());
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      SlidingCounts tried = new SlidingCounts();
      List<Added> all = new ArrayList<>();
      int latest = -40;
      for (int i = 0; i < 200; i++) {
        latest += random.nextInt(8) == 0 ? random.nextInt(20) : random.nextInt(2);
        Tally tally = tallies.get(random.nextInt(tallies.size()));
        int pane = latest - random.nextInt(random.nextInt(4) == 0 ? 16 : 1);
        tried.add(pane, tally);
        all.add(new Added(pane, tally));
        int now = latest;
        assertThat(tried.sum(now, tally))
            .as("seed %s, step %s", seed, i)
            .isEqualTo(
                (int)
                    all.stream()
                        .filter(a -> a.tally() == tally && a.pane() > now - SlidingCounts.PANES)
                        .count());
      }
    }
  }
}
