package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NewestTest {
  private final Newest<Integer> newest = new Newest<>(3);

  @Test
  void find_beforeItIsFull_isNewestFirst() {
    assertThat(newest.find(value -> true, 9)).isEmpty();
    newest.add(1);
    newest.add(2);
    assertThat(newest.find(value -> true, 9)).containsExactly(2, 1);
  }

  @Test
  void find_moreThanCanBeKept_hasForgottenTheOldest() {
    IntStream.rangeClosed(1, 7).forEach(newest::add);
    assertThat(newest.find(value -> true, 9)).containsExactly(7, 6, 5);
  }

  @Test
  void find_withFilterAndBound_stopsAtTheBound() {
    IntStream.rangeClosed(1, 7).forEach(newest::add);
    assertThat(newest.find(value -> value % 2 == 1, 1)).containsExactly(7);
    assertThat(newest.find(value -> value % 2 == 1, 9)).containsExactly(7, 5);
  }

  @Test
  @Timeout(60)
  void find_whileFourThreadsAdd_keepsTheOrderOfEach() throws Exception {
    Newest<int[]> values = new Newest<>(100);
    int threads = 4;
    int each = 50_000;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> writers =
          IntStream.range(0, threads)
              .<Future<?>>mapToObj(
                  thread ->
                      executor.submit(
                          () -> {
                            start.await();
                            for (int i = 0; i < each; i++) {
                              values.add(new int[] {thread, i});
                            }
                            return null;
                          }))
              .toList();
      start.countDown();
      while (writers.stream().anyMatch(writer -> !writer.isDone())) {
        assertFallsForEachThread(values.find(value -> true, 100), threads, each);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      List<int[]> last = values.find(value -> true, 1000);
      assertThat(last).hasSizeBetween(1, 100);
      assertFallsForEachThread(last, threads, each);
    } finally {
      executor.shutdownNow();
      assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void assertFallsForEachThread(List<int[]> newestFirst, int threads, int each) {
    int[] latest = IntStream.range(0, threads).map(thread -> each).toArray();
    for (int[] value : newestFirst) {
      assertThat(value[1]).isLessThan(latest[value[0]]);
      latest[value[0]] = value[1];
    }
  }
}
