package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private final Buckets buckets = Buckets.CONNECTION_DURATION;

  @Test
  void indexOf_onABound_isBelowIt() {
    assertThat(buckets.indexOf(Duration.ofSeconds(11).toNanos())).isEqualTo(2);
    assertThat(buckets.indexOf(Duration.ofSeconds(11).toNanos() + 1)).isEqualTo(3);
  }

  @Test
  void indexOf_outsideAllBounds_isTheFirstOrTheLast() {
    assertThat(buckets.indexOf(0)).isZero();
    assertThat(buckets.indexOf(-1)).isZero();
    assertThat(buckets.indexOf(Duration.ofDays(100).toNanos())).isEqualTo(buckets.count() - 1);
    assertThat(buckets.indexOf(Long.MAX_VALUE)).isEqualTo(buckets.count() - 1);
  }
}
