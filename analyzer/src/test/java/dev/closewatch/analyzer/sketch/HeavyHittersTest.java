package dev.closewatch.analyzer.sketch;

import static dev.closewatch.analyzer.sketch.WindowModel.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which items are the heaviest of a window, and when they leave it. */
class HeavyHittersTest {
  private static final ItemHash HASH = new ItemHash(7, 11);

  private final HeavyHitters sketch = new HeavyHitters(HASH, 0);

  @Test
  void top_ofNothing_isEmpty() {
    assertThat(sketch.top(10, Window.ONE_HOUR, 5)).isEmpty();
  }

  @Test
  void top_ofFewItems_isExactAndTheHeaviestFirst() {
    add("b", 2, 0);
    add("c", 5, SECOND);
    add("a", 2, 3 * SECOND);
    add("d", 1, 3 * SECOND);
    assertThat(sketch.top(3, Window.ONE_MINUTE, 3 * SECOND))
        .containsExactly(exactly("c", 5), exactly("a", 2), exactly("b", 2));
  }

  @Test
  void top_asTimePasses_fallsWindowByWindow() {
    add("peer", 3, 0);
    add("peer", 2, 100 * SECOND);
    add("peer", 1, 1_000 * SECOND);
    assertThat(sketch.top(1, Window.ONE_MINUTE, 1_001 * SECOND))
        .containsExactly(exactly("peer", 1));
    assertThat(sketch.top(1, Window.FIVE_MINUTES, 1_200 * SECOND))
        .containsExactly(exactly("peer", 1));
    assertThat(sketch.top(1, Window.ONE_HOUR, 1_400 * SECOND)).containsExactly(exactly("peer", 6));
    assertThat(sketch.top(1, Window.ONE_HOUR, 3_730 * SECOND)).containsExactly(exactly("peer", 1));
    assertThat(sketch.top(1, Window.ONE_HOUR, 9_000 * SECOND)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void item_atTheStartOfAPane_leavesAThirtiethAfterTheWindow(Window window) {
    long at = 7_200 * SECOND;
    add("peer", 4, at);
    long gone = at + window.nanos() + window.paneNanos();
    assertThat(sketch.top(1, window, gone - 1)).containsExactly(exactly("peer", 4));
    assertThat(sketch.top(1, window, gone)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void item_atTheEndOfAPane_leavesRightAfterTheWindow(Window window) {
    long at = 7_200 * SECOND - 1;
    add("peer", 4, at);
    assertThat(sketch.top(1, window, at + window.nanos())).containsExactly(exactly("peer", 4));
    assertThat(sketch.top(1, window, at + window.nanos() + 1)).isEmpty();
  }

  @Test
  void time_thatGoesBack_stands() {
    add("peer", 1, 100 * SECOND);
    add("peer", 1, 10 * SECOND);
    assertThat(sketch.top(1, Window.ONE_MINUTE, 160 * SECOND)).containsExactly(exactly("peer", 2));
    assertThat(sketch.top(1, Window.ONE_MINUTE, 162 * SECOND)).isEmpty();
  }

  @Test
  void time_thatOverflows_goesOn() {
    long start = Long.MAX_VALUE - 30 * SECOND;
    HeavyHitters early = new HeavyHitters(HASH, start);
    early.add("peer", start);
    early.add("peer", start + 40 * SECOND);
    assertThat(early.top(1, Window.ONE_MINUTE, start + 59 * SECOND))
        .containsExactly(exactly("peer", 2));
    assertThat(early.top(1, Window.ONE_MINUTE, start + 63 * SECOND))
        .containsExactly(exactly("peer", 1));
  }

  @Test
  void items_asManyAsAPaneHolds_areExact() {
    for (int i = 0; i < HeavyPane.MAX_ITEMS; i++) {
      add("peer-" + i, i + 1, 0);
    }
    List<HeavyItem> top = sketch.top(1_000, Window.ONE_MINUTE, 0);
    assertThat(top).hasSize(HeavyPane.MAX_ITEMS).contains(exactly("peer-0", 1));
    assertThat(top).first().isEqualTo(exactly("peer-191", 192));
  }

  /** Each came once, but for two: among them nobody is made out to be heavy. */
  @Test
  void top_amongManyThatCameOnce_isLedByTheHeavy() {
    for (int i = 0; i < 50_000; i++) {
      sketch.add("bystander-" + i, i * 1_000_000L);
      if (i % 10 == 0) {
        sketch.add("heavy", i * 1_000_000L);
      }
      if (i % 40 == 0) {
        sketch.add("half-heavy", i * 1_000_000L);
      }
    }
    List<HeavyItem> top = sketch.top(3, Window.ONE_MINUTE, 50 * SECOND);
    assertThat(top).extracting(HeavyItem::item).startsWith("heavy", "half-heavy");
    assertThat(top.get(0).lowerBound()).isBetween(4_000L, 5_000L);
    assertThat(top.get(0).upperBound()).isBetween(5_000L, 6_000L);
    assertThat(top.get(2).lowerBound()).isLessThan(50);
  }

  @Test
  void item_thatIsTooLong_isCut() {
    String long1 = "x".repeat(HeavyHitters.MAX_ITEM_CHARS);
    sketch.add(long1 + "y", 0);
    sketch.add(long1 + "z", 0);
    assertThat(sketch.top(5, Window.ONE_MINUTE, 0)).containsExactly(exactly(long1, 2));
  }

  @Test
  void merge_ofTwo_addsTheirCounts() {
    HeavyHitters other = new HeavyHitters(HASH, 0);
    add("both", 3, 0);
    add("one", 4, 0);
    other.add("both", 40 * SECOND);
    other.add("both", 40 * SECOND);
    sketch.merge(other);

    assertThat(sketch.top(5, Window.ONE_MINUTE, 0))
        .containsExactly(exactly("both", 5), exactly("one", 4));
    assertThat(sketch.top(5, Window.ONE_MINUTE, 62 * SECOND)).containsExactly(exactly("both", 2));
    assertThat(other.top(5, Window.ONE_MINUTE, 0)).containsExactly(exactly("both", 2));
  }

  /** What is 61 s old is kept in a pane of 10 s, of which other parts are still in the minute. */
  @Test
  void merge_ofAnItemThatHasJustLeftAWindow_doesNotBringItBack() {
    add("peer", 3, 0);
    HeavyHitters other = new HeavyHitters(HASH, 0);
    assertThat(sketch.top(1, Window.ONE_MINUTE, 62 * SECOND)).isEmpty();
    other.merge(sketch);

    assertThat(other.top(1, Window.ONE_MINUTE, 62 * SECOND)).isEmpty();
    assertThat(other.top(1, Window.FIVE_MINUTES, 62 * SECOND)).containsExactly(exactly("peer", 3));
  }

  @Test
  void merge_withAnotherKey_isRefused() {
    HeavyHitters other = new HeavyHitters(new ItemHash(8, 11), 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.merge(other))
        .withMessage("Sketches with different keys cannot be merged");
  }

  private void add(String item, int times, long nanos) {
    for (int i = 0; i < times; i++) {
      sketch.add(item, nanos);
    }
  }

  private static HeavyItem exactly(String item, long count) {
    return new HeavyItem(item, count, count, count);
  }
}
