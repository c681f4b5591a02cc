package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {
  private static final Syntax<Duration> DURATION = Syntax.duration("10ms", "24h");
  private static final Syntax<Integer> SIZE = Syntax.size("1KiB", "16MiB");
  private static final Syntax<Integer> NUMBER = Syntax.number("N", 1, 99);

  @ParameterizedTest
  @CsvSource({"10ms,10", "500ms,500", "020s,20000", "5m,300000", "24h,86400000"})
  void duration_numberAndUnit_isRead(String text, long millis) {
    assertThat(DURATION.read().apply(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20",
        "s",
        "1.5s",
        "-1s",
        "+1s",
        "1 s",
        "1S",
        "1d",
        "1h30m",
        "off",
        "٣s",
        "9999999999999s",
        "1e3ms"
      })
  void duration_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DURATION.read().apply(text))
        .withMessage("'" + text + "' is not a time such as 500ms, 20s, 5m or 1h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "9ms", "25h", "999999999999h"})
  void duration_outOfBounds_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DURATION.read().apply(text))
        .withMessage("'" + text + "' is out of bounds, 10ms to 24h");
  }

  @ParameterizedTest
  @CsvSource({"1000ms,1s", "1500ms,1500ms", "1m,60s", "60s,60s", "1h,3600s"})
  void duration_written_hasOneForm(String text, String written) {
    assertThat(DURATION.write().apply(DURATION.read().apply(text))).isEqualTo(written);
  }

  @Test
  void wholeSeconds_milliseconds_areRefused() {
    Syntax<Duration> seconds = Syntax.wholeSeconds("1s", "9h");

    assertThat(seconds.read().apply("2000ms")).isEqualTo(Duration.ofSeconds(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> seconds.read().apply("1500ms"))
        .withMessage("'1500ms' is not a number of whole seconds");
  }

  @Test
  void orOff_off_isNothing() {
    Syntax<Optional<Duration>> syntax = Syntax.orOff(DURATION);

    assertThat(syntax.read().apply("off")).isEmpty();
    assertThat(syntax.read().apply("1s")).contains(Duration.ofSeconds(1));
    assertThat(syntax.write().apply(Optional.empty())).isEqualTo("off");
    assertThat(syntax.write().apply(Optional.of(Duration.ofSeconds(1)))).isEqualTo("1s");
  }

  @ParameterizedTest
  @CsvSource({"1024,1024", "1KiB,1024", "64KiB,65536", "16MiB,16777216"})
  void size_bytesOrUnit_isRead(String text, int bytes) {
    assertThat(SIZE.read().apply(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "KiB", "16kb", "16KB", "16K", "16kib", "1GiB", "1.5MiB", "-1", "1 KiB"})
  void size_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIZE.read().apply(text))
        .withMessage("'" + text + "' is not a size such as 16KiB, 1MiB or 4096 (bytes)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1023", "17MiB", "16777217", "999999999999MiB"})
  void size_outOfBounds_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIZE.read().apply(text))
        .withMessage("'" + text + "' is out of bounds, 1KiB to 16MiB");
  }

  @ParameterizedTest
  @CsvSource({"1024,1KiB", "1025,1025", "1024KiB,1MiB", "1536KiB,1536KiB"})
  void size_written_hasOneForm(String text, String written) {
    assertThat(SIZE.write().apply(SIZE.read().apply(text))).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "100", "x", "-1", "+1", "1.0", "0x1", "99999999999999999999"})
  void number_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NUMBER.read().apply(text))
        .withMessage("'" + text + "' is not a number from 1 to 99");
  }

  @Test
  void choice_unknownName_listsTheNames() {
    Syntax<TransportChoice> choice = Syntax.choice(TransportChoice.class);

    assertThat(choice.read().apply("io_uring")).isEqualTo(TransportChoice.IO_URING);
    assertThat(choice.placeholder()).isEqualTo("auto|io_uring|epoll|nio");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> choice.read().apply("kqueue"))
        .withMessage("'kqueue' is none of auto, io_uring, epoll, nio");
  }
}
