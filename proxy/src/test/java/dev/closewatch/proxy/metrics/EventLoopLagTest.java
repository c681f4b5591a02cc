package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventLoopLagTest {
  // A window begins here; nanoTime may well be negative.
  private static final long START = -4 * EventLoopLag.WINDOW_NANOS;

  private final EventLoopLag lag = new EventLoopLag(2);

  @Test
  void nanos_beforeTheFirstReport_isZero() {
    assertThat(lag.nanos(0, START + seconds(3600))).isZero();
  }

  @Test
  void nanos_severalReports_isTheLargest() {
    lag.record(0, 5, START);
    lag.record(0, 9, START + seconds(1));
    lag.record(0, 7, START + seconds(2));
    assertThat(lag.nanos(0, START + seconds(2))).isEqualTo(9);
    assertThat(lag.nanos(1, START + seconds(2))).isZero();
  }

  @Test
  void nanos_peak_isSeenForAtLeastFifteenSeconds() {
    lag.record(0, 9, START + seconds(14));
    for (int second = 15; second < 30; second++) {
      lag.record(0, 1, START + seconds(second));
      assertThat(lag.nanos(0, START + seconds(second))).isEqualTo(9);
    }
  }

  @Test
  void nanos_peak_isForgottenAfterThirtySeconds() {
    for (int second = 0; second <= 30; second++) {
      lag.record(0, second == 0 ? 9 : 1, START + seconds(second));
    }
    assertThat(lag.nanos(0, START + seconds(30))).isEqualTo(1);
  }

  @Test
  void nanos_asked_changesNothingForTheNextAsker() {
    lag.record(0, 9, START);
    assertThat(lag.nanos(0, START + 1)).isEqualTo(9);
    assertThat(lag.nanos(0, START + 2)).isEqualTo(9);
  }

  @Test
  void nanos_nothingReportedInTheNewWindowYet_isThatOfTheLast() {
    lag.record(0, 9, START + seconds(14));
    assertThat(lag.nanos(0, START + seconds(16))).isEqualTo(9);
  }

  @Test
  void nanos_reportsAfterALongPause_forgetWhatWasBefore() {
    lag.record(0, 9, START);
    lag.record(0, 2, START + seconds(31));
    assertThat(lag.nanos(0, START + seconds(31))).isEqualTo(2);
  }

  @Test
  void nanos_loopIsSilent_growsWithTheSilence() {
    lag.record(0, 1, START);
    assertThat(lag.nanos(0, START + seconds(15))).isEqualTo(1);
    assertThat(lag.nanos(0, START + seconds(20))).isEqualTo(seconds(20));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
