package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ShortTimeTest {
  @Test
  void expression_hasItsDurationsDividedBy60() {
    assertThat(
            ShortTime.of(
                "sum_over_time(route:closes:increase5m[1h:5m] offset 5m) / 12 and up offset 1d"))
        .isEqualTo(
            "sum_over_time(route:closes:increase5m[60s:5s] offset 5s) / 12 and up offset 1440s");
  }

  @Test
  void interval_isNeverBelowASecond() {
    assertThat(ShortTime.of("scrape_interval: 15s\nfor: 2m\n"))
        .isEqualTo("scrape_interval: 1s\nfor: 2s\n");
  }

  @Test
  void ageOfAProcess_isDividedToo_otherSecondsAreNot() {
    assertThat(ShortTime.of("time() - process_start_time_seconds < 300 or time() - 900"))
        .isEqualTo("time() - process_start_time_seconds < 5 or time() - 900");
  }

  @Test
  void rules_haveNoLongDurationLeft() {
    assertThat(ShortTime.of(RuleFile.text()))
        .contains("[5s]", "[60s:5s] offset 5s", "for: 2s", "keep_firing_for: 5s")
        .doesNotContainPattern(Pattern.compile("(?<!\\w)\\d+[mhd](?!\\w)"));
  }
}
