package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/room/{id}/{token}, /room/7/s3cr3t, true",
    "/room/{id}/{token}, /room/7/s3cr3t/, true",
    "/room/{id}/{token}, /room/7, false",
    "/room/{id}/{token}, /room/7/s3cr3t/x, false",
    "/room/{id}/{token}, /hall/7/s3cr3t, false",
    "/room/{id}/{token}, /room//, true",
    "/t/*/ws, /t/a%2Fb/ws, true",
    "/t/*/ws, /t/a/b/ws, false",
    "/files/**, /files, true",
    "/files/**, /files/a/b/c, true",
    "/files/**, /filesystem, false",
    "/**, /, true",
    "/, /, true",
    "/, /x, false",
    "/x, x, false",
  })
  void matches_aPath_byItsParts(String pattern, String path, boolean expected) {
    assertThat(PathPattern.parse(pattern).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "room", "/a?b", "/a#b", "/a/{b", "/a/x{b}", "/a/**/b", "/a b", "/a;b"})
  void parse_noPattern_isRefused(String text) {
    assertThatThrownBy(() -> PathPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
