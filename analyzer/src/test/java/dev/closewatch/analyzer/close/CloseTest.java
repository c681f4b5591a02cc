package dev.closewatch.analyzer.close;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the payload of a Close says: RFC 6455 sections 5.5.1, 7.1.5 and 7.1.6. */
class CloseTest {
  @Test
  void payload_ofNoBytes_isAnEmptyClose() {
    assertThat(read("")).isEqualTo(new Close(1005, CloseKind.EMPTY, ""));
    assertThat(read("").legal()).isTrue();
  }

  @Test
  void payload_of1005_isReservedAndIllegal() {
    assertThat(read("03ed")).isEqualTo(new Close(1005, CloseKind.RESERVED, ""));
    assertThat(read("03ed").legal()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "03", "e8", "ff"})
  void payload_ofOneByte_isMalformedAndHasNoCode(String payload) {
    assertThat(read(payload)).isEqualTo(new Close(Close.NO_CODE, CloseKind.MALFORMED, ""));
    assertThat(read(payload).legal()).isFalse();
  }

  @Test
  void payload_ofAFrameWhoseFormIsBroken_isMalformedAndHasNoCode() {
    assertThat(Close.read(null, 0)).isEqualTo(new Close(Close.NO_CODE, CloseKind.MALFORMED, ""));
  }

  @Test
  void payload_withACode_isBigEndian() {
    assertThat(read("03e8")).isEqualTo(new Close(1000, CloseKind.NORMAL, ""));
    assertThat(read("0fa0")).isEqualTo(new Close(4000, CloseKind.PRIVATE, ""));
  }

  @Test
  void payload_withAHighCode_isUnsigned() {
    assertThat(read("9c40")).isEqualTo(new Close(40000, CloseKind.OUT_OF_RANGE, ""));
    assertThat(read("ffff")).isEqualTo(new Close(65535, CloseKind.OUT_OF_RANGE, ""));
  }

  @Test
  void payload_withAReason_hasIt() {
    assertThat(read("03e8627965")).isEqualTo(new Close(1000, CloseKind.NORMAL, "bye"));
  }

  @Test
  void reason_of123Bytes_isWhole() {
    String reason = "\u00e9".repeat(61) + "!";
    byte[] payload = new byte[125];
    payload[0] = 0x03;
    payload[1] = (byte) 0xF0;
    System.arraycopy(reason.getBytes(UTF_8), 0, payload, 2, 123);

    assertThat(Close.read(payload, 125)).isEqualTo(new Close(1008, CloseKind.POLICY, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000",
        "\n",
        "\ufeff",
        "\ufffd",
        "\uffff",
        "ti\u1ebfng Vi\u1ec7t",
        "\ud83d\ude42"
      })
  void reason_ofAnyText_isKeptAsItIs(String reason) {
    assertThat(read("03e8" + HexFormat.of().formatHex(reason.getBytes(UTF_8))))
        .isEqualTo(new Close(1000, CloseKind.NORMAL, reason));
  }

  @ParameterizedTest
  @CsvSource({
    "80, a continuation byte alone",
    "c3, the first of two bytes alone",
    "e282, two of three bytes",
    "f09f99, three of four bytes",
    "c0af, an overlong slash",
    "c080, an overlong zero",
    "e08080, three bytes for a zero",
    "eda080, a surrogate",
    "edbfbf, the last surrogate",
    "f4908080, beyond U+10FFFF",
    "f8888080, five bytes",
    "ff, no byte of UTF-8",
    "62c379, bad in the middle"
  })
  void reason_thatIsNotUtf8_isMalformedWithItsCode(String reason, String what) {
    Close close = read("03e8" + reason);

    assertThat(close.kind()).as(what).isEqualTo(CloseKind.MALFORMED);
    assertThat(close.code()).isEqualTo(1000);
    assertThat(close.reason()).contains("\ufffd");
    assertThat(close.legal()).isFalse();
  }

  @Test
  void reason_thatIsNotUtf8_outranksABadCode() {
    assertThat(read("03edff")).isEqualTo(new Close(1005, CloseKind.MALFORMED, "\ufffd"));
    assertThat(read("0000ff")).isEqualTo(new Close(0, CloseKind.MALFORMED, "\ufffd"));
  }

  @Test
  void payload_inALongerArray_endsWhereItIsSaidTo() {
    byte[] array = HexFormat.of().parseHex("03e8627965ffffff");

    assertThat(Close.read(array, 0)).isEqualTo(read(""));
    assertThat(Close.read(array, 1)).isEqualTo(read("03"));
    assertThat(Close.read(array, 2)).isEqualTo(read("03e8"));
    assertThat(Close.read(array, 5)).isEqualTo(read("03e8627965"));
  }

  @Test
  void read_leavesThePayloadAlone() {
    byte[] payload = HexFormat.of().parseHex("03e8c3");
    byte[] before = Arrays.copyOf(payload, payload.length);
    Close.read(payload, payload.length);

    assertThat(payload).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "03e8, 03e8, true",
    "03e8, 03e8627965, true", // the reason is ignored
    "03e8, 03e9, false",
    "'', '', true",
    "03ed, 03ed, true",
    "'', 03ed, false", // an empty Close and 1005 on the wire are two things
    "03ed, '', false",
    "03ec, 03ed, false", // both reserved, but not the same code
    "03, 03e8ff, true", // two malformed ones are equal
    "03e8ff, 03e9ff, true",
    "03e8, 03e8ff, false",
    "0fa0, 0fa1, false",
    "0fa0, 0fa0, true"
  })
  void echoes_isTheSameKindAndCode(String one, String other, boolean same) {
    assertThat(read(one).echoes(read(other))).isEqualTo(same);
    assertThat(read(other).echoes(read(one))).isEqualTo(same);
  }

  private static Close read(String hex) {
    byte[] payload = HexFormat.of().parseHex(hex);
    return Close.read(payload, payload.length);
  }
}
