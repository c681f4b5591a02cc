package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.event.NoSink;
import dev.closewatch.proxy.event.SampleEvents;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LoopCountersTest {
  private static final int READS = 20_000;

  private final LedgerSeries ledgerSeries = new LedgerSeries(new CloseLabels(Set.of()));
  private final LiveSeries liveSeries = new LiveSeries(new CloseLabels(Set.of()));
  private final LoopCounters counters = new LoopCounters(ledgerSeries, liveSeries, new NoSink());
  private final long[] ledger = new long[ledgerSeries.series().slots()];
  private final long[] live = new long[liveSeries.series().slots()];

  @Test
  @Timeout(60)
  void addTo_whileConnectionsOpenAndClose_isOneMoment() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    CloseEvent event = SampleEvents.close();
    Thread loop =
        new Thread(
            () -> {
              while (!stop.get()) {
                counters.opened(SampleEvents.close().opening(), 1);
                counters.opened(SampleEvents.close().opening(), 1);
                counters.closed(event);
                counters.closed(event);
              }
            });
    loop.start();
    try {
      int close = ledgerSeries.close(event.initiator(), event.code(), event.kind());
      int duration = ledgerSeries.duration(event.ending());
      for (int i = 0; i < READS; i++) {
        read();
        long opened = ledger[ledgerSeries.opened()];
        long closes = ledgerSeries.closes(ledger);
        assertThat(opened).isEqualTo(ledger[ledgerSeries.active()] + closes);
        assertThat(ledger[close]).isEqualTo(closes);
        assertThat(histogramCount(duration, Buckets.CONNECTION_DURATION)).isEqualTo(closes);
        assertThat(histogramCount(ledgerSeries.handshakeSeconds(), Buckets.HANDSHAKE))
            .isEqualTo(opened);
      }
    } finally {
      stop.set(true);
      loop.join();
    }
    assertThat(ledger[ledgerSeries.opened()]).isPositive();
  }

  @Test
  void addTo_twoLoops_addsUpEverySlot() {
    counters.frame(Sender.SERVICE, Opcode.PONG);
    counters.opened(SampleEvents.close().opening(), 1);
    read();
    counters.addTo(ledger, live);
    assertThat(live[liveSeries.frame(Sender.SERVICE, Opcode.PONG)]).isEqualTo(2);
    assertThat(Arrays.stream(live).sum()).isEqualTo(2);
    assertThat(ledger[ledgerSeries.opened()]).isEqualTo(2);
  }

  private void read() {
    Arrays.fill(ledger, 0);
    Arrays.fill(live, 0);
    counters.addTo(ledger, live);
  }

  private long histogramCount(int firstSlot, Buckets buckets) {
    return Arrays.stream(ledger, firstSlot, firstSlot + buckets.count()).sum();
  }
}
