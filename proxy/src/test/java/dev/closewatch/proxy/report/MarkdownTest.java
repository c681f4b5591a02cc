package dev.closewatch.proxy.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text from the wire stays text, whatever reads the page. */
class MarkdownTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "slow down ~ `slow down`",
        "^^ ~ (empty)",
        "` **bold** [a](b) ~ `' **bold** [a] (b)`",
        "a | b ~ `a \u00A6 b`",
        "<script>alert(1)</script> ~ `\u2039script\u203Aalert(1)\u2039/script\u203A`",
        "&lt;img&gt; ~ `+lt;img+gt;`",
        "\\` ~ `/'`",
        "see https://evil.example/x ~ `see https[:]//evil.example/x`",
        "WWW.evil.example ~ `WWW[.]evil.example`",
        "mail me@evil.example ~ `mail me[at]evil.example`",
        "javascript:alert(1) ~ `javascript[:]alert(1)`",
        "Gi\u1edbi h\u1ea1n \u8bf7\u6c42 \uD83D\uDE00 ~ `Gi\u1edbi h\u1ea1n \u8bf7\u6c42 \uD83D\uDE00`",
      })
  void untrusted_isHarmlessAndLegible(String text, String shown) {
    assertThat(Markdown.untrusted(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "a\u0000b",
        "\u001b[31m",
        "\u009b",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\uFEFF",
        "\u0085",
        "\uE000",
        "\uD800"
      })
  void untrusted_whatCannotBeSeen_isNamed(String text) {
    String shown = Markdown.untrusted(text);

    assertThat(shown).matches("`[\\x20-\\x7e\uFFFD]*`");
    assertThat(shown).matches(".*(\\(U\\+[0-9A-F]{4}\\)|\uFFFD).*");
  }

  @Test
  void untrusted_longText_isCutAndSaysSo() {
    String shown = Markdown.untrusted("x".repeat(1000));

    assertThat(shown).isEqualTo("`" + "x".repeat(Markdown.MAX_TEXT_CHARS) + "...`");
  }

  @Test
  void table_isOneLineARow() {
    Markdown page = new Markdown();
    page.table(Markdown.table("a", "b").row("1", Markdown.untrusted("|\n|")));

    assertThat(page.toString())
        .isEqualTo("\n| a | b |\n|---|---|\n| 1 | `\u00A6(U+000A)\u00A6` |\n");
  }
}
