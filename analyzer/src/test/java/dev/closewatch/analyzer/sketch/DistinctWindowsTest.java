package dev.closewatch.analyzer.sketch;

import static dev.closewatch.analyzer.sketch.WindowModel.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many different items a window holds, and when they leave it. */
class DistinctWindowsTest {
  private static final ItemHash HASH = new ItemHash(7, 11);

  private final DistinctWindows sketch = new DistinctWindows(HASH, 0);

  @Test
  void count_ofNothing_isZero() {
    assertThat(counts(sketch, 5)).containsExactly(0L, 0L, 0L);
  }

  @Test
  void count_ofRepeatedItems_countsEachOnce() {
    for (int i = 0; i < 1_000; i++) {
      sketch.add("peer-" + i % 7, i);
    }
    assertThat(counts(sketch, 1_000)).containsExactly(7L, 7L, 7L);
  }

  @Test
  void count_asTimePasses_fallsWindowByWindow() {
    sketch.add("first", 0);
    sketch.add("second", 100 * SECOND);
    sketch.add("third", 1_000 * SECOND);

    assertThat(counts(sketch, 1_001 * SECOND)).containsExactly(1L, 1L, 3L);
    assertThat(counts(sketch, 1_200 * SECOND)).containsExactly(0L, 1L, 3L);
    assertThat(counts(sketch, 3_730 * SECOND)).containsExactly(0L, 0L, 1L);
    assertThat(counts(sketch, 9_999 * SECOND)).containsExactly(0L, 0L, 0L);
  }

  @ParameterizedTest
  @EnumSource
  void item_atTheStartOfAPane_leavesAThirtiethAfterTheWindow(Window window) {
    long at = 7_200 * SECOND;
    sketch.add("peer", at);
    assertThat(sketch.count(window, at + window.nanos() + window.paneNanos() - 1)).isEqualTo(1);
    assertThat(sketch.count(window, at + window.nanos() + window.paneNanos())).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void item_atTheEndOfAPane_leavesRightAfterTheWindow(Window window) {
    long at = 7_200 * SECOND - 1;
    sketch.add("peer", at);
    assertThat(sketch.count(window, at + window.nanos())).isEqualTo(1);
    assertThat(sketch.count(window, at + window.nanos() + 1)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void items_tooManyForTheTable_leaveAtTheSameTimeAllTheSame(Window window) {
    long at = 7_200 * SECOND;
    addMany(sketch, "peer-", 20_000, at);
    long last = at + window.nanos() + window.paneNanos() - 1;
    assertThat(sketch.isExact(window, last)).isFalse();
    assertThat(sketch.count(window, last)).isBetween(19_000L, 21_000L);
    assertThat(sketch.isExact(window, last + 1)).isTrue();
    assertThat(sketch.count(window, last + 1)).isZero();
  }

  @Test
  void item_thatComesAgain_staysFromThenOn() {
    sketch.add("peer", 0);
    sketch.add("peer", 50 * SECOND);
    assertThat(sketch.count(Window.ONE_MINUTE, 100 * SECOND)).isEqualTo(1);
    assertThat(sketch.count(Window.ONE_MINUTE, 112 * SECOND)).isZero();
  }

  @Test
  void time_thatGoesBack_stands() {
    sketch.add("first", 100 * SECOND);
    sketch.add("second", 10 * SECOND);
    assertThat(sketch.count(Window.ONE_MINUTE, 0)).isEqualTo(2);
    assertThat(sketch.count(Window.ONE_MINUTE, 160 * SECOND)).isEqualTo(2);
    assertThat(sketch.count(Window.ONE_MINUTE, 162 * SECOND)).isZero();
  }

  @Test
  void time_thatOverflows_goesOn() {
    long start = Long.MAX_VALUE - 30 * SECOND;
    DistinctWindows early = new DistinctWindows(HASH, start);
    early.add("first", start);
    early.add("second", start + 40 * SECOND);
    assertThat(counts(early, start + 59 * SECOND)).containsExactly(2L, 2L, 2L);
    assertThat(counts(early, start + 63 * SECOND)).containsExactly(1L, 2L, 2L);
    assertThat(counts(early, start + 4_000 * SECOND)).containsExactly(0L, 0L, 0L);
  }

  @Test
  void merge_ofOneFromBeforeTheOverflowAndOneFromAfter_agreesToAPane() {
    long start = Long.MAX_VALUE - 30 * SECOND;
    DistinctWindows before = new DistinctWindows(HASH, start);
    before.add("first", start);
    DistinctWindows after = new DistinctWindows(HASH, start + 35 * SECOND);
    after.add("second", start + 36 * SECOND);
    addMany(after, "many-", 20_000, start + 37 * SECOND);
    after.merge(before);
    before.merge(after);

    for (DistinctWindows merged : List.of(before, after)) {
      assertThat(merged.count(Window.ONE_MINUTE, start + 58 * SECOND)).isBetween(19_000L, 21_000L);
      assertThat(merged.isExact(Window.ONE_MINUTE, start + 105 * SECOND)).isTrue();
      assertThat(merged.count(Window.ONE_MINUTE, start + 105 * SECOND)).isZero();
      assertThat(merged.count(Window.ONE_HOUR, start + 3_500 * SECOND)).isBetween(19_000L, 21_000L);
      assertThat(merged.count(Window.ONE_HOUR, start + 3_900 * SECOND)).isZero();
    }
  }

  @Test
  void count_upToTheLimit_isExactInEveryWindow() {
    int each = DistinctWindows.EXACT_ITEMS / 4;
    for (int quarter = 0; quarter < 4; quarter++) {
      addMany(sketch, "peer-" + quarter + "-", each, quarter * 900L * SECOND);
    }
    assertThat(sketch.count(Window.ONE_HOUR, 2_800 * SECOND))
        .isEqualTo(DistinctWindows.EXACT_ITEMS);
    assertThat(sketch.isExact(Window.ONE_HOUR, 2_800 * SECOND)).isTrue();
  }

  /** However full the table is, the oldest leave it first, and no more than must. */
  @Test
  void count_ofAShortWindow_isExactWhateverTheLongOneHolds() {
    Random random = new Random(20_261_123);
    long now = 0;
    for (int i = 0; i < 200_000; i++) {
      now += random.nextInt(40_000_000);
      sketch.add("peer-" + i, now);
      if (i % 10_000 == 0 && i >= 20_000) {
        // 20 ms apart on average: 3,000 a minute, 15,000 in 5 minutes.
        assertThat(sketch.isExact(Window.ONE_MINUTE, now)).isTrue();
        assertThat(sketch.isExact(Window.FIVE_MINUTES, now)).isFalse();
        assertThat(sketch.count(Window.ONE_MINUTE, now)).isBetween(2_900L, 3_300L);
      }
    }
  }

  @Test
  void count_afterAFlood_isExactAgain() {
    addMany(sketch, "flood-", 100_000, SECOND);
    assertThat(sketch.isExact(Window.ONE_MINUTE, SECOND)).isFalse();
    sketch.add("calm", 62 * SECOND);
    assertThat(sketch.isExact(Window.ONE_MINUTE, 62 * SECOND)).isTrue();
    assertThat(sketch.count(Window.ONE_MINUTE, 62 * SECOND)).isEqualTo(1);
    assertThat(sketch.count(Window.FIVE_MINUTES, 62 * SECOND)).isBetween(95_000L, 105_000L);
  }

  @Test
  void merge_ofTwoThatShareItems_countsThemOnce() {
    DistinctWindows other = new DistinctWindows(HASH, 0);
    addMany(sketch, "a-", 100, SECOND);
    addMany(sketch, "shared-", 50, SECOND);
    addMany(other, "b-", 100, 2 * SECOND);
    addMany(other, "shared-", 50, 2 * SECOND);
    sketch.merge(other);

    assertThat(counts(sketch, 3 * SECOND)).containsExactly(250L, 250L, 250L);
    assertThat(counts(other, 3 * SECOND)).containsExactly(150L, 150L, 150L);
  }

  @Test
  void merge_withOneThatIsAhead_takesItsTime() {
    sketch.add("old", 0);
    DistinctWindows ahead = new DistinctWindows(HASH, 1_000 * SECOND);
    ahead.add("new", 1_000 * SECOND);
    sketch.merge(ahead);
    assertThat(counts(sketch, 0)).containsExactly(1L, 1L, 2L);
  }

  @Test
  void merge_withAnotherKey_isRefused() {
    DistinctWindows other = new DistinctWindows(new ItemHash(7, 12), 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.merge(other))
        .withMessage("Sketches with different keys cannot be merged");
  }

  private static void addMany(DistinctWindows sketch, String name, int items, long nanos) {
    for (int i = 0; i < items; i++) {
      sketch.add(name + i, nanos);
    }
  }

  private static List<Long> counts(DistinctWindows sketch, long nanos) {
    List<Long> counts = new ArrayList<>();
    for (Window window : Window.values()) {
      assertThat(sketch.isExact(window, nanos)).isTrue();
      counts.add(sketch.count(window, nanos));
    }
    return counts;
  }
}
