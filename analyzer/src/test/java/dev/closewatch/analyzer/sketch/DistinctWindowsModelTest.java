package dev.closewatch.analyzer.sketch;

import static dev.closewatch.analyzer.sketch.WindowModel.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random streams with pauses, jumps, merges and copies, beside the exact model. */
class DistinctWindowsModelTest {
  private static final ItemHash HASH = new ItemHash(3, 5);

  /** Five times the standard error: once in 1.7 million. */
  private static final double MAX_ERROR = 5 * DistinctWindows.STANDARD_ERROR;

  private final DistinctWindows[] sketches = new DistinctWindows[3];
  private final WindowModel[] models = new WindowModel[3];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void streams_ofAnyShape_areCountedAsByTheModel(long seed) {
    Random random = new Random(seed);
    long now = random.nextLong(1L << 60) - (1L << 59);
    for (int i = 0; i < sketches.length; i++) {
      sketches[i] = new DistinctWindows(HASH, now);
      models[i] = new WindowModel();
      models[i].moveTo(now);
    }
    int inexact = 0;
    for (int step = 0; step < 80; step++) {
      now += pause(random);
      int i = random.nextInt(sketches.length);
      burst(random, i, now);
      if (random.nextInt(4) == 0) {
        sketches[i] = DistinctWindows.fromBytes(sketches[i].toBytes(), HASH);
      }
      if (random.nextInt(15) == 0) {
        int other = (i + 1) % sketches.length;
        sketches[i].merge(sketches[other]);
        models[i].addAll(models[other]);
      }
      inexact += check(i, now, "seed " + seed + ", step " + step);
    }
    assertThat(inexact).isGreaterThan(10);
  }

  private static long pause(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> random.nextLong(3 * 3_600 * SECOND);
      case 1 -> -random.nextLong(100 * SECOND);
      case 2, 3 -> 0;
      case 4, 5, 6 -> random.nextLong(300 * SECOND);
      default -> random.nextLong(5 * SECOND);
    };
  }

  private void burst(Random random, int i, long now) {
    int adds = random.nextInt(4) == 0 ? 30_000 : 1 << random.nextInt(13);
    int range = 1 << random.nextInt(17);
    long from = random.nextInt(3) * 20_000L;
    for (int add = 0; add < adds; add++) {
      String item = "peer-" + (from + random.nextInt(range));
      sketches[i].add(item, now);
      models[i].add(item, now);
    }
  }

  private int check(int i, long now, String where) {
    int inexact = 0;
    models[i].moveTo(now);
    for (Window window : Window.values()) {
      int distinct = models[i].distinct(window);
      long count = sketches[i].count(window, now);
      if (sketches[i].isExact(window, now)) {
        assertThat(count).as("%s, %s", where, window).isEqualTo(distinct);
      } else {
        inexact++;
        assertThat(distinct).as("%s, %s", where, window).isGreaterThan(DistinctWindows.EXACT_ITEMS);
        assertThat((double) count / distinct)
            .as("%s, %s", where, window)
            .isBetween(1 - MAX_ERROR, 1 + MAX_ERROR);
      }
    }
    return inexact;
  }
}
