package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void of_controlCharacters_areShownNotSent() {
    assertThat(OneLine.of("a\nb\r\tc\u001b[31m\u0000\u202e\u2028\ud800"))
        .isEqualTo("a\\nb\\r\\tc\\u001b[31m\\u0000\\u202e\\u2028\\ud800");
  }

  @Test
  void of_lettersOfAnyScript_stayAsTheyAre() {
    assertThat(OneLine.of("khi bạn thấy mã này 😀")).isEqualTo("khi bạn thấy mã này 😀");
  }

  @Test
  void of_endlessText_isCut() {
    assertThat(OneLine.of("x".repeat(100_000))).isEqualTo("x".repeat(500) + "...");
  }

  @Test
  void quote_longValue_isCutInsideTheQuotes() {
    assertThat(OneLine.quote("x".repeat(101))).isEqualTo("'" + "x".repeat(100) + "...'");
    assertThat(OneLine.quote("x".repeat(100))).isEqualTo("'" + "x".repeat(100) + "'");
  }
}
