package dev.closewatch.analyzer.sketch;

import static dev.closewatch.analyzer.sketch.WindowModel.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sketches as bytes, and bytes that are none: those give one exception, never another. */
class SketchBytesTest {
  private static final ItemHash HASH = new ItemHash(3, 5);

  private final Random random = new Random(20_261_123);

  @Test
  void bytes_ofADistinctSketch_giveItBack() {
    DistinctWindows sketch = fullDistinct();
    DistinctWindows copy = DistinctWindows.fromBytes(sketch.toBytes(), HASH);

    for (long seconds = 3_700; seconds < 8_000; seconds += 61) {
      for (Window window : Window.values()) {
        assertThat(copy.count(window, seconds * SECOND))
            .isEqualTo(sketch.count(window, seconds * SECOND));
        assertThat(copy.isExact(window, seconds * SECOND))
            .isEqualTo(sketch.isExact(window, seconds * SECOND));
      }
    }
  }

  @Test
  void bytes_ofAHeavySketch_giveItBack() {
    HeavyHitters sketch = fullHeavy();
    HeavyHitters copy = HeavyHitters.fromBytes(sketch.toBytes(), HASH);

    // Not later: what panes forget when they are merged depends on the order within their tables.
    for (Window window : Window.values()) {
      assertThat(copy.top(1_000, window, 0))
          .hasSizeGreaterThan(100)
          .isEqualTo(sketch.top(1_000, window, 0));
    }
  }

  @Test
  void bytes_ofAnyText_giveItBack() {
    HeavyHitters sketch = new HeavyHitters(HASH, 0);
    for (String item : new String[] {"", "\0", "ngắt kết nối", "👋", "\ud83d", "\udc4b\ud83d"}) {
      sketch.add(item, 0);
    }
    HeavyHitters copy = HeavyHitters.fromBytes(sketch.toBytes(), HASH);
    assertThat(copy.top(9, Window.ONE_HOUR, 0))
        .hasSize(6)
        .isEqualTo(sketch.top(9, Window.ONE_HOUR, 0));
  }

  @Test
  void bytes_cutOffAnywhere_areRefused() {
    byte[] distinct = fullDistinct().toBytes();
    byte[] heavy = fullHeavy().toBytes();
    for (int i = 0; i < 200; i++) {
      byte[] cutDistinct = Arrays.copyOf(distinct, i < 50 ? i : random.nextInt(distinct.length));
      byte[] cutHeavy = Arrays.copyOf(heavy, i < 50 ? i : random.nextInt(heavy.length));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DistinctWindows.fromBytes(cutDistinct, HASH));
      assertThatIllegalArgumentException().isThrownBy(() -> HeavyHitters.fromBytes(cutHeavy, HASH));
    }
  }

  @Test
  void bytes_withSomethingBehind_areRefused() {
    byte[] distinct = fullDistinct().toBytes();
    byte[] longer = Arrays.copyOf(distinct, distinct.length + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistinctWindows.fromBytes(longer, HASH))
        .withMessage("Not a sketch that can be read: something follows it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistinctWindows.fromBytes(new byte[DistinctWindows.MAX_BYTES + 1], HASH))
        .withMessage("Not a sketch that can be read: it is too long");
  }

  @Test
  void bytes_ofAnotherVersionKindOrKey_areRefused() {
    byte[] version = fullDistinct().toBytes();
    version[0] = 9;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistinctWindows.fromBytes(version, HASH))
        .withMessage("Not a sketch that can be read: its version is 9, not 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeavyHitters.fromBytes(fullDistinct().toBytes(), HASH))
        .withMessage("Not a sketch that can be read: it is of another kind");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeavyHitters.fromBytes(fullHeavy().toBytes(), new ItemHash(5, 3)))
        .withMessage("Not a sketch that can be read: it was made with another key");
  }

  /** What can be read after all goes on working: it counts, merges, ages and is written. */
  @Test
  void bytes_changedAnywhere_areRefusedOrWork() {
    byte[] distinct = smallDistinct().toBytes();
    byte[] heavy = smallHeavy().toBytes();
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      try {
        use(DistinctWindows.fromBytes(changed(distinct), HASH));
        use(HeavyHitters.fromBytes(changed(heavy), HASH));
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageStartingWith("Not a sketch");
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 900);
  }

  private byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      // Seldom the head, which would be noticed at once.
      int at =
          random.nextInt(50) == 0 ? random.nextInt(10) : 10 + random.nextInt(bytes.length - 10);
      changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : changed[at] ^ 1 << at % 8);
    }
    return changed;
  }

  private static void use(DistinctWindows sketch) {
    DistinctWindows merged = smallDistinct();
    merged.merge(sketch);
    sketch.merge(smallDistinct());
    for (long seconds = 0; seconds < 8_000; seconds += 1_234) {
      for (Window window : Window.values()) {
        assertThat(sketch.count(window, seconds * SECOND)).isNotNegative();
        assertThat(merged.count(window, seconds * SECOND)).isNotNegative();
      }
      sketch.add("more", seconds * SECOND);
    }
    assertThat(DistinctWindows.fromBytes(merged.toBytes(), HASH).toBytes()).hasSizeGreaterThan(30);
  }

  private static void use(HeavyHitters sketch) {
    HeavyHitters merged = smallHeavy();
    merged.merge(sketch);
    sketch.merge(smallHeavy());
    for (long seconds = 0; seconds < 8_000; seconds += 1_234) {
      for (Window window : Window.values()) {
        assertThat(sketch.top(9, window, seconds * SECOND)).allMatch(item -> item.lowerBound() > 0);
        assertThat(merged.top(9, window, seconds * SECOND)).allMatch(item -> item.lowerBound() > 0);
      }
      sketch.add("more", seconds * SECOND);
    }
    assertThat(HeavyHitters.fromBytes(merged.toBytes(), HASH).toBytes()).hasSizeGreaterThan(30);
  }

  private static DistinctWindows smallDistinct() {
    DistinctWindows sketch = new DistinctWindows(HASH, 0);
    for (int i = 0; i < 40; i++) {
      sketch.add("peer-" + i, i * 100L * SECOND);
    }
    return sketch;
  }

  private static HeavyHitters smallHeavy() {
    HeavyHitters sketch = new HeavyHitters(HASH, 0);
    for (int i = 0; i < 400; i++) {
      sketch.add("peer-" + i % 31, i * 10L * SECOND);
    }
    return sketch;
  }

  private static DistinctWindows fullDistinct() {
    DistinctWindows sketch = new DistinctWindows(HASH, 0);
    for (int i = 0; i < 60_000; i++) {
      sketch.add("peer-" + i, i * 60_000_000L);
    }
    return sketch;
  }

  private static HeavyHitters fullHeavy() {
    HeavyHitters sketch = new HeavyHitters(HASH, 0);
    for (int i = 0; i < 60_000; i++) {
      sketch.add("peer-" + Integer.numberOfTrailingZeros(i) + "-" + i % 500, i * 60_000_000L);
    }
    return sketch;
  }
}
