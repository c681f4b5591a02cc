package dev.closewatch.proxy.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void busyCompilers_untilTimeIsUp_isNotEnough() {
    Pace pace = new Pace(0, MOST_NANOS, 0);
    for (int at = 100; at < 10_000; at += 100) {
      assertThat(pace.enough(millis(at), at / 2)).as("after %d ms", at).isFalse();
    }
    assertThat(pace.enough(MOST_NANOS, 5_000)).isTrue();
  }

  @Test
  void calmCompilers_forASecond_isEnough() {
    Pace pace = new Pace(0, MOST_NANOS, 0);
    assertThat(pace.enough(millis(500), 400)).isFalse();
    assertThat(pace.enough(millis(1_000), 410)).as("one calm window").isFalse();
    assertThat(pace.enough(millis(1_499), 410)).isFalse();
    assertThat(pace.enough(millis(1_500), 420)).as("two calm windows").isTrue();
  }

  @Test
  void compilersThatTurnBusyAgain_beginAnew() {
    Pace pace = new Pace(0, MOST_NANOS, 0);
    assertThat(pace.enough(millis(500), 10)).isFalse();
    assertThat(pace.enough(millis(1_000), 200)).isFalse();
    assertThat(pace.enough(millis(1_500), 210)).isFalse();
    assertThat(pace.enough(millis(2_000), 220)).isTrue();
  }
}
