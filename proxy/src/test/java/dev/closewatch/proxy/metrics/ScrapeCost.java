package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a scrape costs when every label set is full, for one route and for ten. No test: it runs by
 * name only ({@code make bench-scrape}) and prints a table.
 */
class ScrapeCost {
  private static final int WARM_UP = 1_000;
  private static final int MEASURED = 300;

  @Test
  @SuppressWarnings("SystemOut")
  void prints() {
    System.out.println("| routes | series | ms a scrape (p50) | p99 | MB allocated | KB of text |");
    System.out.println("|---|---|---|---|---|---|");
    for (int routes : new int[] {1, 10}) {
      List<String> names = IntStream.range(0, routes).mapToObj(i -> "route" + i).toList();
      try (ProxyMeters meters =
          new ProxyMeters(names, 2, Set.of(), "1", "x", new RecordingSink())) {
        names.forEach(name -> SeriesBudgetTest.everythingHappens(meters.observer(0, name)));
        System.out.println(row(routes, meters));
      }
    }
  }

  private static String row(int routes, ProxyMeters meters) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      assertThat(meters.scrape(null).body()).isNotEmpty();
    }
    long[] nanos = new long[MEASURED];
    long allocated = threads.getCurrentThreadAllocatedBytes();
    int textBytes = 0;
    for (int i = 0; i < MEASURED; i++) {
      long from = System.nanoTime();
      textBytes = meters.scrape(null).body().length;
      nanos[i] = System.nanoTime() - from;
    }
    allocated = (threads.getCurrentThreadAllocatedBytes() - allocated) / MEASURED;
    Arrays.sort(nanos);
    long series = Page.of(meters).all().size();
    return String.format(
        Locale.ROOT,
        "| %d | %,d | %.2f | %.2f | %.2f | %d |",
        routes,
        series,
        nanos[MEASURED / 2] / 1e6,
        nanos[MEASURED * 99 / 100] / 1e6,
        allocated / 1e6,
        textBytes / 1_000);
  }
}
