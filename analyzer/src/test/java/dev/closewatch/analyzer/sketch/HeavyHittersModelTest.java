package dev.closewatch.analyzer.sketch;

import static dev.closewatch.analyzer.sketch.WindowModel.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random streams with heavy and light items, pauses, merges and copies, beside the exact model. */
class HeavyHittersModelTest {
  private static final ItemHash HASH = new ItemHash(3, 5);

  /** What DataSketches says of 256 slots: 3.5 / 256. */
  private static final double MAX_APART = 0.0137;

  private final HeavyHitters[] sketches = new HeavyHitters[3];
  private final WindowModel[] models = new WindowModel[3];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void streams_ofAnyShape_areBoundedAsByTheModel(long seed) {
    Random random = new Random(seed);
    long now = random.nextLong(1L << 60) - (1L << 59);
    for (int i = 0; i < sketches.length; i++) {
      sketches[i] = new HeavyHitters(HASH, now);
      models[i] = new WindowModel();
      models[i].moveTo(now);
    }
    for (int step = 0; step < 80; step++) {
      now +=
          random.nextInt(10) == 0 ? random.nextLong(2_000 * SECOND) : random.nextLong(9 * SECOND);
      int i = random.nextInt(sketches.length);
      burst(random, i, now);
      if (random.nextInt(4) == 0) {
        sketches[i] = HeavyHitters.fromBytes(sketches[i].toBytes(), HASH);
      }
      if (random.nextInt(15) == 0) {
        int other = (i + 1) % sketches.length;
        sketches[i].merge(sketches[other]);
        models[i].addAll(models[other]);
      }
      check(i, now, "seed " + seed + ", step " + step);
    }
  }

  private void burst(Random random, int i, long now) {
    int adds = 1 << random.nextInt(14);
    int range = 1 << random.nextInt(14);
    double skew = 1 + 5 * random.nextDouble();
    for (int add = 0; add < adds; add++) {
      String item = "peer-" + (int) (Math.pow(random.nextDouble(), skew) * range);
      sketches[i].add(item, now);
      models[i].add(item, now);
    }
  }

  private void check(int i, long now, String where) {
    models[i].moveTo(now);
    for (Window window : Window.values()) {
      Map<String, Long> truth = new HashMap<>(models[i].in(window));
      long total = truth.values().stream().mapToLong(Long::longValue).sum();
      List<HeavyItem> top = sketches[i].top(Integer.MAX_VALUE, window, now);
      long apart = 0;
      for (HeavyItem item : top) {
        long count = truth.getOrDefault(item.item(), 0L);
        assertThat(count).as(where).isBetween(item.lowerBound(), item.upperBound());
        assertThat(item.estimate()).as(where).isBetween(item.lowerBound(), item.upperBound());
        apart = item.upperBound() - item.lowerBound();
        truth.remove(item.item());
      }
      assertThat(apart).as(where).isLessThanOrEqualTo((long) (MAX_APART * total));
      for (Map.Entry<String, Long> missing : truth.entrySet()) {
        assertThat(missing.getValue()).as("%s: %s", where, missing).isLessThanOrEqualTo(apart);
      }
    }
  }
}
