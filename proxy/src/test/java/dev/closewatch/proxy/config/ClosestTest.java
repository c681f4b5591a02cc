package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClosestTest {
  private static final List<String> NAMES =
      List.of("drain-delay", "drain-time", "listen", "codes", "demo");

  @ParameterizedTest
  @CsvSource({
    "drain-tme,drain-time",
    "drainTime,drain-time",
    "DRAIN_TIME,drain-time",
    "--drain-time,drain-time",
    "lsiten,listen",
    "' listen ',listen",
    "code,codes",
    "dem,demo",
  })
  void to_mistypedName_isFound(String typed, String meant) {
    assertThat(Closest.to(typed, NAMES)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--", "timeout", "events", "de", "drain", "listening-port"})
  void to_nothingNear_isEmpty(String typed) {
    assertThat(Closest.to(typed, NAMES)).isEmpty();
  }

  @Test
  void to_namesWithDashes_areReturnedAsTheyAre() {
    assertThat(Closest.to("--lissten", List.of("--listen"))).contains("--listen");
  }

  @Test
  void to_endlessName_isEmpty() {
    assertThat(Closest.to("listen".repeat(100_000), NAMES)).isEmpty();
  }
}
