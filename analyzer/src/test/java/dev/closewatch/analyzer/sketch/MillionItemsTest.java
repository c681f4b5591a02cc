package dev.closewatch.analyzer.sketch;

import static dev.closewatch.analyzer.sketch.WindowModel.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A million hostile peers: the error, the memory and the time stay within what is documented. */
class MillionItemsTest {
  private static final ItemHash HASH = new ItemHash(3, 5);
  private static final int MILLION = 1_000_000;

  /** Measured at 30 to 220 ns; a busy machine, a cold start and an old CPU are allowed for. */
  private static final long MAX_NANOS_PER_ADD = 3_000;

  @Test
  void distinct_ofAMillion_isCountedWithinTheError() {
    DistinctWindows sketch = new DistinctWindows(HASH, 0);
    // In an hour, so 16,667 in a minute and 83,333 in 5 minutes.
    long stepNanos = 3_600 * SECOND / MILLION;
    long before = cpuNanos();
    for (int i = 0; i < MILLION; i++) {
      sketch.add(peer(i), i * stepNanos);
    }
    assertThat((cpuNanos() - before) / MILLION).isLessThan(MAX_NANOS_PER_ADD);

    long now = 3_600 * SECOND - 1;
    assertThat(sketch.count(Window.ONE_HOUR, now) / 1e6).isBetween(0.95, 1.05);
    assertThat(sketch.count(Window.FIVE_MINUTES, now) / (1e6 * 310 / 3_600)).isBetween(0.95, 1.05);
    assertThat(sketch.count(Window.ONE_MINUTE, now) / (1e6 * 62 / 3_600)).isBetween(0.95, 1.05);
    assertThat(sketch.toBytes().length).isLessThanOrEqualTo(DistinctWindows.MAX_BYTES);
  }

  @Test
  void heavy_amongAMillion_areFoundWithinTheBounds() {
    HeavyHitters sketch = new HeavyHitters(HASH, 0);
    long stepNanos = 3_600 * SECOND / MILLION;
    long before = cpuNanos();
    for (int i = 0; i < MILLION; i++) {
      // A tenth of the traffic is 10 peers', the first of them the heaviest.
      String item = i % 10 == 0 ? "heavy-" + Integer.numberOfTrailingZeros(i / 10 | 512) : peer(i);
      sketch.add(item, i * stepNanos);
    }
    assertThat((cpuNanos() - before) / MILLION).isLessThan(MAX_NANOS_PER_ADD);

    List<HeavyItem> top = sketch.top(3, Window.ONE_HOUR, 3_600 * SECOND - 1);
    assertThat(top).extracting(HeavyItem::item).startsWith("heavy-0", "heavy-1");
    assertThat(top.get(0).lowerBound()).isBetween(36_000L, 50_000L);
    assertThat(top.get(0).upperBound()).isBetween(50_000L, 50_000L + 14_000);
  }

  /** Each pane leaves its registers, and the last one fills the table. */
  @Test
  void memory_ofDistinctWindows_staysWithinTheBound() {
    assertThat(
            heapBytes(
                () -> {
                  DistinctWindows sketch = new DistinctWindows(HASH, 0);
                  forEveryPane(RecentItems.MAX_ITEMS, sketch::add);
                  return sketch;
                }))
        .isBetween(450_000L, 560_000L);
  }

  @Test
  void memory_ofHeavyHitters_staysWithinTheBound() {
    assertThat(
            heapBytes(
                () -> {
                  HeavyHitters sketch = new HeavyHitters(HASH, 0);
                  // Two more than there is room for, so that the slots that are free again are
                  // used.
                  forEveryPane(HeavyPane.MAX_ITEMS + 64, sketch::add);
                  return sketch;
                }))
        .isBetween(1_000_000L, 2_600_000L);
  }

  @Test
  void memory_ofFewItems_isSmall() {
    assertThat(
            heapBytes(
                () -> {
                  DistinctWindows sketch = new DistinctWindows(HASH, 0);
                  sketch.add("peer", 0);
                  return sketch;
                }))
        .isLessThan(1_500);
  }

  private interface Adder {
    void add(String item, long nanos);
  }

  private static void forEveryPane(int items, Adder adder) {
    int peer = 0;
    for (long seconds = 0; seconds < 3_720; seconds += paneSeconds(seconds)) {
      for (int i = 0; i < items; i++) {
        adder.add(peer(peer++), seconds * SECOND);
      }
    }
  }

  private static long paneSeconds(long seconds) {
    return seconds < 3_360 ? 120 : seconds < 3_650 ? 10 : 2;
  }

  /** Returns a name of 40 characters. */
  private static String peer(int number) {
    return "hostile-peer-with-a-rather-long-" + (10_000_000 + number);
  }

  /** What one takes: the garbage that goes meanwhile can only make it less. */
  private static long heapBytes(Supplier<?> sketch) {
    List<Object> kept = new ArrayList<>();
    kept.add(sketch.get());
    long before = usedHeapBytes();
    int sketches = 4;
    for (int i = 0; i < sketches; i++) {
      kept.add(sketch.get());
    }
    long bytes = (usedHeapBytes() - before) / sketches;
    assertThat(kept).hasSize(sketches + 1);
    return bytes;
  }

  private static long usedHeapBytes() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
