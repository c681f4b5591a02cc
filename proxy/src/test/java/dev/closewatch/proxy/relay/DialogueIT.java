package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random dialogues arrive byte for byte, whatever the network and the tap do to them. */
class DialogueIT {
  private static final int DIALOGUES = 1_000;
  private static final int AT_ONCE = 8;
  private static final long SEED = Long.getLong("closewatch.seed", 20_261_123L);

  static Stream<Arguments> transportsAndTaps() {
    return TestTransports.available().stream()
        .flatMap(
            transport ->
                Stream.of(
                    Arguments.arguments(transport, false), Arguments.arguments(transport, true)));
  }

  @ParameterizedTest(name = "{0}, tap throws: {1}")
  @MethodSource("transportsAndTaps")
  void a_thousand_random_dialogues_arrive_byte_for_byte(TransportChoice transport, boolean throwing)
      throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    if (throwing) {
      settings.taps = ThrowingTap::new;
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RawService service = new RawService();
        Proxy proxy = settings.start(service.port())) {
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < AT_ONCE; worker++) {
        int first = worker;
        workers.add(
            threads.submit(
                () -> {
                  for (int i = first; i < DIALOGUES; i += AT_ONCE) {
                    new RandomDialogue(SEED + i).run(proxy, service, threads);
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      Metrics metrics = proxy.atRest();
      assertThat(metrics.sum("closewatch_connections_opened_total")).isEqualTo(DIALOGUES);
      assertThat(metrics.sum("closewatch_closes_total")).isEqualTo(DIALOGUES);
      assertThat(metrics.unaccounted()).isZero();
      double failures = metrics.sum("closewatch_tap_failures_total");
      assertThat(failures).matches(count -> throwing ? count > 0 : count == 0);
      // Garbage may have made a connection unreadable before the tap failed: it counts once.
      assertThat(metrics.sum("closewatch_unobserved_connections_total"))
          .isGreaterThanOrEqualTo(failures);
    } finally {
      threads.shutdownNow();
    }
  }
}
