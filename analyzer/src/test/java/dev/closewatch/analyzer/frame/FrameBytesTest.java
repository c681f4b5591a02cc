package dev.closewatch.analyzer.frame;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The builder is right first of all: RFC 6455 section 5.7 gives examples with their bytes. */
class FrameBytesTest {
  @Test
  void text_unmasked_isTheExampleOfTheRfc() {
    assertThat(hex(FrameBytes.from(SERVICE).text("Hello"))).isEqualTo("810548656c6c6f");
  }

  @Test
  void text_masked_isTheExampleOfTheRfc() {
    assertThat(hex(FrameBytes.from(CLIENT).maskedWith(0x37fa213d).text("Hello")))
        .isEqualTo("818537fa213d7f9f4d5158");
  }

  @Test
  void fragments_two_areTheExampleOfTheRfc() {
    assertThat(hex(FrameBytes.from(SERVICE).fragments("Hel", "lo")))
        .isEqualTo("010348656c80026c6f");
  }

  @Test
  void pingAndPong_withText_areTheExamplesOfTheRfc() {
    assertThat(hex(FrameBytes.from(SERVICE).ping("Hello"))).isEqualTo("890548656c6c6f");
    assertThat(hex(FrameBytes.from(CLIENT).maskedWith(0x37fa213d).pong("Hello")))
        .isEqualTo("8a8537fa213d7f9f4d5158");
  }

  @Test
  void binary_of256Bytes_hasA16BitLength() {
    assertThat(hex(FrameBytes.from(SERVICE).binary(new byte[256]))).startsWith("827e0100" + "0000");
  }

  @Test
  void binary_of64KiB_hasA64BitLength() {
    assertThat(hex(FrameBytes.from(SERVICE).binary(new byte[65536])))
        .startsWith("827f0000000000010000" + "0000");
  }

  @Test
  void close_withCodeAndReason_isBigEndianThenText() {
    assertThat(hex(FrameBytes.from(SERVICE).close(1000, "bye").emptyClose()))
        .isEqualTo("880503e8627965" + "8800");
  }

  @Test
  void options_together_standInTheHeader() {
    assertThat(hex(FrameBytes.from(SERVICE).notFinal().rsv(5).length16().frame(0xB, (byte) 7)))
        .isEqualTo("5b7e000107");
    assertThat(hex(FrameBytes.from(SERVICE).length64().text("x")))
        .isEqualTo("817f000000000000000178");
    assertThat(hex(FrameBytes.from(SERVICE).claiming(Long.MIN_VALUE).text("")))
        .isEqualTo("817f8000000000000000");
    assertThat(hex(FrameBytes.from(SERVICE).claiming(5).text("x"))).isEqualTo("810578");
  }

  @Test
  void options_beforeAFrame_holdForThatFrameAlone() {
    assertThat(hex(FrameBytes.from(CLIENT).unmasked().text("x").text("")))
        .startsWith("810178" + "8180");
  }

  @Test
  void options_beforeNoFrame_areAMistake() {
    FrameBytes frames = FrameBytes.from(CLIENT).text("x").unmasked();
    assertThatThrownBy(frames::bytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keys_fromFrameToFrame_differ() {
    byte[] bytes = FrameBytes.from(CLIENT).ping().ping().bytes();
    assertThat(Arrays.copyOfRange(bytes, 2, 6)).isNotEqualTo(Arrays.copyOfRange(bytes, 8, 12));
  }

  @Test
  void rawAndWithoutLast_changeTheBytesAsTheySay() {
    assertThat(hex(FrameBytes.from(SERVICE).raw(0x88, 0x102, 3, 232).withoutLast(1)))
        .isEqualTo("880203");
  }

  private static String hex(FrameBytes frames) {
    assertThat(frames.size()).isEqualTo(frames.bytes().length);
    return HexFormat.of().formatHex(frames.bytes());
  }
}
