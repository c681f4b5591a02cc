package dev.closewatch.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import dev.closewatch.proxy.relay.Tap;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An event loop that is held up for some seconds, as a fault in the reader could do. */
@Timeout(60)
class StalledLoopIT {
  private static final Duration STALL = Duration.ofSeconds(3);
  private static final int CONNECTIONS = 16;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final FrameBytes QUESTION = FrameBytes.from(Sender.CLIENT).ping("are you there");
  private static final FrameBytes ANSWER = FrameBytes.from(Sender.SERVICE).pong("are you there");

  private final AtomicBoolean stall = new AtomicBoolean();
  private volatile boolean enough;

  static List<TransportChoice> transports() {
    return TestTransports.available();
  }

  /** Blocks once, wherever it is, when it is told to. */
  private Tap tap(ConnectionAnalyzer analyzer) {
    return (Sender sender, ByteBuffer bytes, int from, int to, boolean stop, long nowNanos) -> {
      if (sender == Sender.CLIENT && stall.compareAndSet(true, false)) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < STALL.toNanos()) {
          LockSupport.parkNanos(STALL.toNanos());
        }
      }
      return analyzer.read(sender, bytes, from, to, stop, nowNanos);
    };
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_stalled_loop_ends_nobody_and_holds_no_other_up(TransportChoice transport)
      throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    settings.taps = this::tap;
    settings.idleTimeout = Duration.ofSeconds(1);
    settings.halfCloseTimeout = Duration.ofSeconds(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Proxy.Pair> pairs = new ArrayList<>();
    try (RawService service = new RawService();
        Proxy proxy = settings.start(service.port())) {
      for (int i = 0; i < CONNECTIONS; i++) {
        pairs.add(proxy.open(service));
      }
      List<Future<Duration>> longestWaits = new ArrayList<>();
      for (Proxy.Pair pair : pairs) {
        threads.execute(() -> answer(pair));
        longestWaits.add(threads.submit(() -> ask(pair)));
      }
      stall.set(true);
      Eventually.isTrue("it has begun", () -> !stall.get());
      long scrapeNanos = System.nanoTime();
      assertThat(proxy.metrics().sum("closewatch_connections_active")).isEqualTo(CONNECTIONS);
      assertThat(Duration.ofNanos(System.nanoTime() - scrapeNanos))
          .as("a scrape meanwhile")
          .isLessThan(STALL.dividedBy(2));

      LockSupport.parkNanos(STALL.toNanos() * 3 / 2);
      Metrics after = proxy.metrics(); // while all of them talk
      enough = true;
      List<Duration> waits = new ArrayList<>();
      for (Future<Duration> wait : longestWaits) {
        waits.add(wait.get()); // each question has had its answer
      }
      long heldUp = waits.stream().filter(wait -> wait.compareTo(STALL.dividedBy(2)) > 0).count();
      assertThat(heldUp).as("held up with it: %s", waits).isPositive();
      double[] lags =
          after.samples().stream()
              .filter(sample -> sample.name().equals("closewatch_event_loop_lag_seconds"))
              .mapToDouble(Metrics.Sample::value)
              .sorted()
              .toArray();
      assertThat(lags[lags.length - 1]).isGreaterThan(STALL.toMillis() / 1000.0 - 0.6);
      if (lags.length > 1) {
        assertThat(lags[0]).as("the lag of another loop").isLessThan(1.5);
        assertThat(heldUp).as("of all: %s", waits).isLessThan(CONNECTIONS);
      }
      assertThat(after.sum("closewatch_closes_total")).isZero();
      assertThat(after.sum("closewatch_connections_active")).isEqualTo(CONNECTIONS);
      assertThat(after.unaccounted()).isZero();
      // And the time that is really silent counts again.
      Metrics idle =
          Eventually.get(
              "they are ended as idle",
              proxy::metrics,
              m -> m.sum("closewatch_closes_total", "initiator", "proxy") == CONNECTIONS);
      assertThat(idle.unaccounted()).isZero();
    } finally {
      pairs.forEach(Proxy.Pair::close);
      threads.shutdownNow();
    }
  }

  private static void answer(Proxy.Pair pair) {
    try {
      while (true) {
        pair.service().read(QUESTION.size());
        pair.service().send(ANSWER.bytes());
      }
    } catch (UncheckedIOException e) {
      // it has ended
    }
  }

  /** Returns the longest time that an answer took. */
  private Duration ask(Proxy.Pair pair) {
    long longestNanos = 0;
    while (!enough) {
      long startNanos = System.nanoTime();
      pair.client().send(QUESTION.bytes());
      byte[] answer = pair.client().read(ANSWER.size());
      assertThat(Arrays.equals(answer, ANSWER.bytes())).isTrue();
      longestNanos = Math.max(longestNanos, System.nanoTime() - startNanos);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return Duration.ofNanos(longestNanos);
  }
}
