package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.policy.ReasonText.Word;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text as the words that it is compared by. */
class ReasonTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Rate limit exceeded!           | rate limit exceeded",
        "RATE_LIMIT-exceeded            | rate limit exceeded",
        "rateLimitExceeded              | rate limit exceeded",
        "HTTPError                      | http error",
        "sessionID                      | session id",
        "WebSocketClosed                | web socket closed",
        "abc123DEF                      | abc123def",
        "don't                          | don t",
        "Ünïcödé                        | unicode",
        "Đăng nhập                      | dang nhap",
        "straße ØRE Łódź æon            | strasse ore lodz aeon",
        "Превышён                       | превышен",
        "İSTANBUL                       | istanbul",
        "ﬁle ①                          | file 1",
        "连接 超限                      | 连 接 超 限",
        "token无效                      | token 无 效",
        "ﾄｰｸﾝが                         | ト ー ク ン が",
        "인증 실패                      | 인 증 실 패",
        "หมดเวลา                        | ห ม ด เ ว ล า"
      })
  void words_ofAText_areLowerCaseWithoutAccents(String text, String words) {
    assertThat(words(text)).isEqualTo(words);
  }

  @Test
  void words_ofDecomposedLetters_areTheSameAsComposed() {
    assertThat(words("he\u0302\u0301t ha\u0323n")).isEqualTo(words("hết hạn"));
    assertThat(words("\u1109\u1175\u11af")).isEqualTo(words("실"));
  }

  @Test
  void words_ofNothing_areNone() {
    assertThat(words("")).isEmpty();
    assertThat(words(" ... !? 👋 \u0301 \ud800")).isEmpty();
  }

  @Test
  void pause_behindTheEndOfAThought_isNotedAtTheNextWord() {
    List<Word> words = new ReasonText("a. b, c; d.e f-g h: i!").words();

    assertThat(words)
        .filteredOn(Word::afterPause)
        .extracting(Word::text)
        .containsExactly("b", "c", "d", "i");
  }

  @Test
  void words_ofALongText_areCut() {
    assertThat(new ReasonText("a ".repeat(10_000)).words()).hasSize(128);
    assertThat(new ReasonText("无".repeat(10_000)).words()).hasSize(128);
  }

  @Test
  void between_twoWords_isTheTextAsItStands() {
    ReasonText text = new ReasonText("(TokenExpired): bye");

    assertThat(text.between(text.words().get(0), text.words().get(1))).isEqualTo("TokenExpired");
  }

  private static String words(String text) {
    return new ReasonText(text).words().stream().map(Word::text).collect(Collectors.joining(" "));
  }
}
