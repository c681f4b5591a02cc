package dev.closewatch.analyzer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleTimerTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "29.4, 0",
    "29.5, 30",
    "30, 30",
    "31.2, 30",
    "31.3, 0",
    "59.4, 0",
    "60.4, 60",
    "61.3, 0",
    "100, 100",
    "101.6, 0",
    "120, 120",
    "121.8, 120",
    "121.9, 0",
    "240, 240",
    "300, 300",
    "304.5, 300",
    "304.6, 0",
    "600, 600",
    "900, 900",
    "1800, 0",
    "3600, 3600",
    "3654, 3600",
    "3655, 0",
    "86400, 0",
  })
  void near_silence_isTheTimerThatMayHaveRunOut(double seconds, int timer) {
    assertThat(IdleTimer.near(Math.round(seconds * 1e9))).isEqualTo(timer);
  }
}
