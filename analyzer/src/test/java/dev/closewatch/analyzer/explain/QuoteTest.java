package dev.closewatch.analyzer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Untrusted text stays inside its quotation marks, and short. */
class QuoteTest {
  private static final String FACE = "😀"; // two UTF-16 units

  @Test
  void inBrackets_plainText_isQuoted() {
    assertThat(quoted("bye")).isEqualTo(" (\"bye\")");
    assertThat(quoted("hết hạn, 期限切れ " + FACE)).isEqualTo(" (\"hết hạn, 期限切れ " + FACE + "\")");
  }

  @Test
  void inBrackets_nothingToSee_isNothing() {
    assertThat(quoted("")).isEmpty();
    assertThat(quoted(" \t\r\n ")).isEmpty();
    assertThat(quoted("\u202e\u200b\ufeff\u2066")).isEmpty();
  }

  @Test
  void inBrackets_longText_isCutAndSaysSo() {
    assertThat(quoted("x".repeat(60))).isEqualTo(" (\"" + "x".repeat(60) + "\")");
    assertThat(quoted("x".repeat(61))).isEqualTo(" (\"" + "x".repeat(60) + "…\")");
    assertThat(quoted("x".repeat(59) + FACE)).isEqualTo(" (\"" + "x".repeat(59) + "…\")");
    assertThat(quoted("x".repeat(60) + "   ")).isEqualTo(" (\"" + "x".repeat(60) + "\")");
  }

  @Test
  void inBrackets_quotationMarks_cannotEndIt() {
    assertThat(quoted("a\"); do \u201cthis\u201d")).isEqualTo(" (\"a'); do 'this'\")");
  }

  @Test
  void inBrackets_linesAndControls_areBlanks() {
    assertThat(quoted("a\r\n\tb\u0000c\u001b[31md\u0085e\u2028f\u00a0g"))
        .isEqualTo(" (\"a b c [31md e f g\")");
  }

  @Test
  void inBrackets_whatHasNoWidthOrTurnsTheDirection_isLeftOut() {
    assertThat(quoted("a\u202eb\u2066c\u200fd\u200be\ufefff\u00adg\u061c"))
        .isEqualTo(" (\"abcdefg\")");
  }

  @Test
  void inBrackets_halfCharactersAndPrivateOnes_areReplaced() {
    assertThat(quoted("a\uD83Db\uDE00\ue000\u0378")).isEqualTo(" (\"a\uFFFDb\uFFFD\uFFFD\uFFFD\")");
  }

  @Test
  void of_hostileReasons_isOneSentenceWithOneQuotation() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder reason = new StringBuilder();
      int length = random.nextInt(123);
      for (int j = 0; j < length; j++) {
        int c = random.nextBoolean() ? random.nextInt(0x180) : random.nextInt(0x11000);
        reason.appendCodePoint(random.nextInt(8) == 0 ? "\"{}();.\n".charAt(j % 8) : c);
      }
      EndedConnection connection = new EndedConnection();
      connection.closes(Sender.SERVICE, new Close(1008, CloseKind.POLICY, reason.toString()));
      connection.reply = Reply.SAME;
      for (Lang lang : Lang.values()) {
        String sentence = Explanation.of(connection.build(), lang);
        assertThat(sentence.chars().filter(c -> c == '"').count()).isIn(0L, 2L);
        assertThat(sentence.codePoints())
            .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        assertThat(sentence).hasSizeLessThanOrEqualTo(290);
      }
    }
  }

  @Test
  void of_reasonThatLooksLikeAGap_isNotFilled() {
    EndedConnection connection = new EndedConnection();
    connection.closes(Sender.SERVICE, new Close(4000, CloseKind.PRIVATE, "{side} {code}"));
    connection.reply = Reply.SAME;
    assertThat(Explanation.of(connection.build(), Lang.EN)).contains("(\"{side} {code}\")");
  }

  private static String quoted(String text) {
    return Quote.inBrackets(text, 60);
  }
}
