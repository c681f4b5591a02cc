package dev.closewatch.proxy.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ObservedClose;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WatchTest {
  static List<Supplier<Throwable>> faults() {
    return List.of(
        () -> new IllegalStateException("a fault"), () -> new StackOverflowError("a fault"));
  }

  /** Fails at the first close that it is told of. */
  private static final class FailingOnce implements ObservationSink {
    private final Supplier<Throwable> fault;
    private final AtomicInteger told = new AtomicInteger();

    FailingOnce(Supplier<Throwable> fault) {
      this.fault = fault;
    }

    @Override
    public void closed(ObservedClose close) {
      if (told.incrementAndGet() == 1) {
        WatchTest.<RuntimeException>raise(fault);
      }
    }

    @Override
    public void notUpgraded(HandshakeEvent event) {}

    @Override
    public void flagged(FlagEvent event) {}
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Supplier<Throwable> fault) throws T {
    throw (T) fault.get();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void closed_aFaultBehindIt_costsThatEventAlone(Supplier<Throwable> fault) {
    FailingOnce sink = new FailingOnce(fault);
    try (Watch watch = new Watch(WatchConfig.DEFAULTS, List.of(sink))) {
      watch.closed(SampleEvents.close());
      watch.closed(SampleEvents.close());
      Eventually.isTrue("both are told", () -> sink.told.get() == 2);
      assertThat(watch.dropped()).isEqualTo(1);
    }
  }

  @Test
  void ask_aQuestionThatFails_isAnsweredWithItsFault() {
    try (Watch watch = new Watch(WatchConfig.DEFAULTS, List.of())) {
      assertThatThrownBy(
              () ->
                  watch
                      .ask(
                          analyzer -> {
                            throw new StackOverflowError("a fault");
                          })
                      .get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(StackOverflowError.class);
      assertThat(watch.ask(analyzer -> "still there").join()).isEqualTo("still there");
    }
  }
}
