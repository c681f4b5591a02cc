package dev.closewatch.proxy.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeJsonTest {
  private static final String FACE = "😀"; // two UTF-16 units

  @Test
  void cut_shortText_isKept() {
    assertThat(SafeJson.cut("", 3)).isEmpty();
    assertThat(SafeJson.cut("abc", 3)).isEqualTo("abc");
    assertThat(SafeJson.cut(FACE, 2)).isEqualTo(FACE);
  }

  @Test
  void cut_inThePlainPart_isExact() {
    assertThat(SafeJson.cut("abcd", 3)).isEqualTo("abc");
    assertThat(SafeJson.cut("a" + FACE + "b", 3)).isEqualTo("a" + FACE);
  }

  @Test
  void cut_insideAPair_isBeforeIt() {
    assertThat(SafeJson.cut("ab" + FACE, 3)).isEqualTo("ab");
    assertThat(SafeJson.cut(FACE, 1)).isEmpty();
    assertThat(SafeJson.cut(FACE, 0)).isEmpty();
  }

  @Test
  void cut_halfPairsInTheText_areReplaced() {
    assertThat(SafeJson.cut("\uD83D", 9)).isEqualTo("\uFFFD");
    assertThat(SafeJson.cut("a\uDE00b\uD83D", 9)).isEqualTo("a\uFFFDb\uFFFD");
    assertThat(SafeJson.cut("\uD83D\uD83D\uDE00", 9)).isEqualTo("\uFFFD" + FACE);
    assertThat(SafeJson.cut("a\uD83Db", 2)).isEqualTo("a\uFFFD");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z,           2026-03-01T12:00:00.000Z",
    "2026-03-01T12:00:00.1Z,         2026-03-01T12:00:00.100Z",
    "2026-03-01T12:00:00.999999999Z, 2026-03-01T12:00:00.999Z",
    "2026-03-01T13:30:00+01:30,      2026-03-01T12:00:00.000Z",
  })
  void time_anyPrecision_hasMilliseconds(String time, String expected) throws IOException {
    assertThat(written(json -> SafeJson.time(json, "t", Instant.parse(time))))
        .isEqualTo("{\"t\":\"" + expected + "\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.000000001",
    "1500000, 0.0015",
    "1000000000, 1",
    "100000000000, 100",
    "86400000000001, 86400.000000001",
    "-5000000, -0.005",
  })
  void seconds_anyLength_isPlainDecimal(long nanos, String expected) throws IOException {
    assertThat(written(json -> SafeJson.seconds(json, "s", nanos)))
        .isEqualTo("{\"s\":" + expected + "}");
  }

  @Test
  void generator_toCharactersAndToBytes_escapesAlike() throws IOException {
    String text = "\u007f\u0080\u009f\u00a0\u2028\u2029\u200e\u061c\u202a\u2069é" + FACE;
    String expected =
        "{\"t\":\"\\u007f\\u0080\\u009f\u00a0\\u2028\\u2029\\u200e\\u061c\\u202a\\u2069é"
            + FACE
            + "\"}";
    assertThat(written(json -> SafeJson.text(json, "t", text))).isEqualTo(expected);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(bytes)) {
      json.writeStartObject();
      SafeJson.text(json, "t", text);
      json.writeEndObject();
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  private static String written(Field field) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.writeStartObject();
      field.write(json);
      json.writeEndObject();
    }
    return out.toString();
  }

  private interface Field {
    void write(JsonGenerator json) throws IOException;
  }
}
