package dev.closewatch.analyzer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.vocabulary.Lang;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhrasesTest {
  private static final Pattern GAP = Pattern.compile("\\{(\\w+)}");

  @ParameterizedTest
  @EnumSource(Phrase.class)
  void phrase_inAllLanguages_hasTheSameGaps(Phrase phrase) {
    for (Lang lang : Lang.values()) {
      assertThat(gaps(Phrases.in(lang).text(phrase)))
          .isEqualTo(gaps(Phrases.in(Lang.EN).text(phrase)));
    }
  }

  @ParameterizedTest
  @EnumSource(Phrase.class)
  void phrase_inAllLanguages_isPlainText(Phrase phrase) {
    for (Lang lang : Lang.values()) {
      String text = Phrases.in(lang).text(phrase);
      assertThat(text).doesNotContain("  ").doesNotEndWith(".").doesNotContain("\"");
      assertThat(Normalizer.isNormalized(text, Normalizer.Form.NFC)).isTrue();
    }
  }

  @Test
  void phrase_inEachLanguage_isWordedInIt() {
    for (Phrase phrase : Phrase.values()) {
      assertThat(Phrases.in(Lang.VI).text(phrase)).isNotEqualTo(Phrases.in(Lang.EN).text(phrase));
    }
  }

  @Test
  void parse_linesWithAFault_namesIt() {
    List<String> whole = new ArrayList<>(List.of("# a comment", ""));
    Arrays.stream(Phrase.values()).forEach(phrase -> whole.add(phrase.key() + ": a text"));

    assertThat(Phrases.parse(whole).text(Phrase.CLIENT)).isEqualTo("a text");
    assertFault(with(whole, "clients: who"), "unknown, twice or without a text: 'clients: who'");
    assertFault(with(whole, "client: who"), "unknown, twice or without a text: 'client: who'");
    assertFault(with(whole, "hello"), "unknown, twice or without a text: 'hello'");
    assertFault(List.of("client:"), "unknown, twice or without a text: 'client:'");
    assertFault(whole.subList(0, whole.size() - 1), "missing: do-unobserved");
  }

  private static void assertFault(List<String> lines, String message) {
    assertThatThrownBy(() -> Phrases.parse(lines))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static List<String> with(List<String> lines, String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return more;
  }

  private static Set<String> gaps(String text) {
    return GAP.matcher(text)
        .results()
        .map((MatchResult gap) -> gap.group(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
