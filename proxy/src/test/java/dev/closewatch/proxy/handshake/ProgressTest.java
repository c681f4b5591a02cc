package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(30);

  @Test
  void stalls_lookedAtInItsFirstMoments_isFalse() {
    assertThat(new Progress().stalls(0, System.nanoTime(), PERIOD_NANOS)).isFalse();
  }

  @Test
  void stalls_aPeriodWithLittle_isTrue() {
    Progress progress = new Progress();
    long nowNanos = System.nanoTime();
    progress.rest(100, nowNanos);
    assertThat(progress.stalls(200, nowNanos + PERIOD_NANOS, PERIOD_NANOS)).isTrue();
  }
}
