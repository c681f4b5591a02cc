package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.event.NoSink;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.observe.RouteObserver;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every scrape adds up, whatever happens on the event loops while it is made. */
class ScrapeConsistencyTest {
  private static final int LOOPS = 4;
  private static final int SCRAPES = 60;
  private static final List<CloseEvent> CLOSES =
      List.of(
          SampleEvents.close(),
          SampleEvents.builder()
              .end(Initiator.SERVICE, 1008, CloseKind.POLICY)
              .ending(Ending.POLICY)
              .build(),
          SampleEvents.builder()
              .end(Initiator.NONE, 1006, CloseKind.ABNORMAL)
              .ending(Ending.ABNORMAL)
              .build(),
          SampleEvents.builder()
              .end(Initiator.CLIENT, 1004, CloseKind.RESERVED)
              .ending(Ending.OTHER)
              .build(),
          SampleEvents.builder()
              .end(Initiator.PROXY, 1001, CloseKind.GOING_AWAY)
              .ending(Ending.PROXY)
              .build());

  private final ExecutorService loops = Executors.newFixedThreadPool(LOOPS);

  @AfterEach
  void stopLoops() throws InterruptedException {
    loops.shutdownNow();
    assertThat(loops.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @Timeout(120)
  void scrape_whileConnectionsOpenAndCloseOnFourLoops_alwaysAddsUp() throws Exception {
    try (ProxyMeters meters =
        new ProxyMeters(List.of("a", "b"), LOOPS, Set.of(), "1", "x", new NoSink())) {
      AtomicBoolean stop = new AtomicBoolean();
      CountDownLatch running = new CountDownLatch(LOOPS);
      List<Future<Long>> openedOnLoops =
          IntStream.range(0, LOOPS)
              .mapToObj(loop -> loops.submit(() -> openAndClose(meters, loop, running, stop)))
              .toList();
      assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

      double openedBefore = 0;
      int scrapesWithNews = 0;
      for (int i = 0; i < SCRAPES; i++) {
        Page page = Page.of(meters);
        assertAddsUp(page, "a");
        assertAddsUp(page, "b");
        assertThat(page.sum("closewatch_unaccounted_connections")).isZero();
        double opened = page.sum("closewatch_connections_opened_total");
        scrapesWithNews += opened > openedBefore ? 1 : 0;
        openedBefore = opened;
      }
      stop.set(true);
      long opened = 0;
      for (Future<Long> openedOnLoop : openedOnLoops) {
        opened += openedOnLoop.get(10, TimeUnit.SECONDS);
      }

      assertThat((long) Page.of(meters).sum("closewatch_connections_opened_total"))
          .isEqualTo(opened);
      assertThat(scrapesWithNews).as("scrapes that saw the loops at work").isGreaterThan(10);
    }
  }

  private static void assertAddsUp(Page page, String name) {
    String route = "route=\"" + name + "\"";
    double opened = page.sum("closewatch_connections_opened_total", route);
    double active = page.sum("closewatch_connections_active", route);
    double closes = page.sum("closewatch_closes_total", route);
    assertThat(opened).isEqualTo(active + closes);
    assertThat(page.sum("closewatch_handshake_seconds_count", route)).isEqualTo(opened);
    assertThat(page.sum("closewatch_handshakes_total", route, "outcome=\"upgraded\""))
        .isEqualTo(opened);
    assertThat(page.sum("closewatch_connection_duration_seconds_count", route)).isEqualTo(closes);
    assertThat(page.sum("closewatch_close_replies_total", route))
        .isEqualTo(
            page.sum("closewatch_closes_total", route, "initiator=\"client\"")
                + page.sum("closewatch_closes_total", route, "initiator=\"service\""));
  }

  private static long openAndClose(
      ProxyMeters meters, int loop, CountDownLatch running, AtomicBoolean stop) {
    Random random = new Random(loop);
    List<RouteObserver> observers = List.of(meters.observer(loop, "a"), meters.observer(loop, "b"));
    int[] open = new int[observers.size()];
    long opened = 0;
    running.countDown();
    while (!stop.get()) {
      int route = random.nextInt(observers.size());
      RouteObserver observer = observers.get(route);
      if (open[route] == 0 || (open[route] < 100 && random.nextBoolean())) {
        observer.opened(SampleEvents.close().opening(), Duration.ofMillis(2).toNanos());
        open[route]++;
        opened++;
      } else {
        observer.closed(CLOSES.get(random.nextInt(CLOSES.size())));
        open[route]--;
      }
      observer.frame(Sender.CLIENT, Opcode.TEXT);
    }
    return opened;
  }
}
