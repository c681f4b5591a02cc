package dev.closewatch.analyzer.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.analyzer.policy.ReasonWords.Telling;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.text.Normalizer;
import java.util.List;

/**
 * Any reason, against any phrase of an operator: what tells the cause stands in the reason.
 *
 * <p>Input in UTF-8: an operator's phrase, a line end, the reason.
 */
class CauseFinderFuzzTest {
  @FuzzTest
  void anyReason_isToldByWordsThatStandInIt(byte[] input) {
    String text = new String(input, UTF_8);
    int line = text.indexOf('\n');
    String own = line < 0 ? "" : text.substring(0, line);
    String reason = text.substring(line + 1);

    assertTold(ReasonWords.shipped(), reason);

    ReasonWords words;
    try {
      words = ReasonWords.shipped().withOwn(List.of(new OwnReason(own, PolicyCause.QUOTA)));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertTold(words, reason);
    if (own.contains("#")) {
      return; // it stands for a word with a digit, and is none itself
    }
    Telling told = words.find(own);
    assertThat(told).as("an operator's own phrase, alone").isNotNull();
    assertThat(told.cause()).isEqualTo(PolicyCause.QUOTA);
  }

  private static void assertTold(ReasonWords words, String reason) {
    Telling told = words.find(reason);
    if (told != null) {
      assertThat(told.matched()).isNotEmpty();
      // As it is compared: half-width forms and decomposed letters come to one form.
      assertThat(Normalizer.normalize(reason, Normalizer.Form.NFKC)).contains(told.matched());
    }
    assertThat(words.find(reason)).isEqualTo(told);
  }
}
