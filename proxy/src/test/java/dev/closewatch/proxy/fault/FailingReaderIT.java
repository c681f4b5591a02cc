package dev.closewatch.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.relay.Tap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A reader that fails, however it does: the connection goes on, unobserved, and is accounted for.
 */
@Timeout(60)
class FailingReaderIT {
  private static final List<Supplier<Throwable>> FAULTS =
      List.of(
          () -> new IllegalStateException("a fault"),
          () -> new AssertionError("a fault"),
          () -> new StackOverflowError("a fault"),
          () -> new OutOfMemoryError("a fault"),
          () -> new NoClassDefFoundError("a fault"));

  /** Where it fails; the number is that of the look. */
  static Stream<Arguments> faultsAndPlaces() {
    return FAULTS.stream()
        .flatMap(
            fault ->
                Stream.of(0, 1, 3)
                    .map(
                        look -> Arguments.of(fault.get().getClass().getSimpleName(), look, fault)));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void fail(Supplier<Throwable> fault) throws T {
    throw (T) fault.get();
  }

  private static Tap.Factory failing(int look, Supplier<Throwable> fault) {
    return (ConnectionAnalyzer analyzer) -> {
      if (look == 0) {
        FailingReaderIT.<RuntimeException>fail(fault);
      }
      int[] looks = {0};
      return (sender, bytes, from, to, stop, nowNanos) -> {
        if (++looks[0] == look) {
          FailingReaderIT.<RuntimeException>fail(fault);
        }
        return analyzer.read(sender, bytes, from, to, stop, nowNanos);
      };
    };
  }

  @ParameterizedTest(name = "{0} at look {1}")
  @MethodSource("faultsAndPlaces")
  void the_connection_goes_on_unobserved(String name, int look, Supplier<Throwable> fault) {
    Proxy.Settings settings = new Proxy.Settings();
    settings.taps = failing(look, fault);
    try (RawService service = new RawService();
        Proxy proxy = settings.start(service.port());
        Proxy.Pair pair = proxy.open(service)) {
      byte[] question = FrameBytes.from(Sender.CLIENT).text("question").bytes();
      byte[] answer = FrameBytes.from(Sender.SERVICE).text("answer").bytes();
      for (int i = 0; i < 3; i++) {
        pair.client().send(question);
        assertThat(pair.service().read(question.length)).isEqualTo(question);
        pair.service().send(answer);
        assertThat(pair.client().read(answer.length)).isEqualTo(answer);
      }
      pair.client().fin();
      assertThat(pair.service().readToFin()).isEmpty();
      pair.service().fin();
      assertThat(pair.client().readToFin()).isEmpty();

      JsonNode event = proxy.onlyClose();
      assertThat(event.get("initiator").asText()).as(name).isEqualTo("unknown");
      assertThat(event.get("kind").asText()).isEqualTo("unobserved");
      assertThat(event.get("unreadable")).hasSize(2);
      Metrics metrics = proxy.atRest();
      assertThat(metrics.sum("closewatch_tap_failures_total")).isEqualTo(1);
      assertThat(metrics.sum("closewatch_unobserved_connections_total", "reason", "fault"))
          .isEqualTo(1);
      assertThat(metrics.sum("closewatch_relayed_bytes_total"))
          .isEqualTo(3.0 * (question.length + answer.length));
      assertThat(metrics.unaccounted()).isZero();
    }
  }
}
