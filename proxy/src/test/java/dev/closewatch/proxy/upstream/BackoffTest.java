package dev.closewatch.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The pauses between attempts to reach an instance again. */
class BackoffTest {
  @Test
  void nextMillis_again_doublesUpToThirtySeconds() {
    Backoff whole = new Backoff(() -> 0L); // cuts nothing

    assertThat(LongStream.range(0, 8).map(i -> whole.nextMillis()))
        .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  void nextMillis_random_isCutByAQuarterAtMost() {
    long least = Long.MAX_VALUE;
    long most = 0;
    Random random = new Random(1); // one for all: the first values of nearby seeds are alike
    for (int i = 0; i < 200; i++) {
      Backoff backoff = new Backoff(random);
      assertThat(backoff.nextMillis()).isEqualTo(1_000);
      long second = backoff.nextMillis();
      least = Math.min(least, second);
      most = Math.max(most, second);
    }
    assertThat(least).isBetween(1_500L, 1_600L);
    assertThat(most).isBetween(1_900L, 2_000L);
  }
}
