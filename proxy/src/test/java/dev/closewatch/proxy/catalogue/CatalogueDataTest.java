package dev.closewatch.proxy.catalogue;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.proxy.catalogue.Edition.Pair;
import dev.closewatch.proxy.catalogue.Edition.Texts;
import dev.closewatch.proxy.catalogue.Entry.Label;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The data files are whole: every language says everything, and the facts are the analyzer's. */
class CatalogueDataTest {
  private static final Map<String, String> REGISTERED_NAMES =
      Map.ofEntries(
          entry("1000", "Normal Closure"),
          entry("1001", "Going Away"),
          entry("1002", "Protocol Error"),
          entry("1003", "Unsupported Data"),
          entry("1005", "No Status Received"),
          entry("1006", "Abnormal Closure"),
          entry("1007", "Invalid Frame Payload Data"),
          entry("1008", "Policy Violation"),
          entry("1009", "Message Too Big"),
          entry("1010", "Mandatory Extension"),
          entry("1011", "Internal Error"),
          entry("1012", "Service Restart"),
          entry("1013", "Try Again Later"),
          entry("1014", "Bad Gateway"),
          entry("1015", "TLS Handshake"),
          entry("3000", "Unauthorized"),
          entry("3003", "Forbidden"),
          entry("3008", "Timeout"));

  private static final Set<String> NAMELESS =
      Set.of(
          "1004",
          "0-999",
          "1016-2999",
          "3000-3999",
          "4000-4999",
          "5000-65535",
          "no-close",
          "one-byte-close");

  private static final List<List<String>> PAIRS_THAT_MATTER =
      List.of(
          List.of("1000", "1001"),
          List.of("1000", "1005"),
          List.of("1001", "1006"),
          List.of("1001", "1012"),
          List.of("1002", "1007"),
          List.of("1003", "1007"),
          List.of("1003", "1008"),
          List.of("1003", "1009"),
          List.of("1005", "1006"),
          List.of("1005", "1008"),
          List.of("1006", "1015"),
          List.of("1008", "1009"),
          List.of("1008", "1011"),
          List.of("1008", "3000"),
          List.of("1008", "3003"),
          List.of("1008", "4000-4999"),
          List.of("1011", "1012"),
          List.of("1011", "1014"),
          List.of("1012", "1013"),
          List.of("3000", "3003"));

  /** Words that no Vietnamese text has, and hardly an English one lacks. */
  private static final Pattern ENGLISH =
      Pattern.compile(
          "(?i)\\b(the|and|of|with|is|are|was|were|when|which|this|that|from|must|not|you|your|for"
              + "|by|has|have|its|be|been|if|it|or|as|at)\\b");

  private static final Pattern VIETNAMESE_LETTER =
      Pattern.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]");

  private final Registry registry = Registry.read();

  @Test
  void registry_names_areTheRegisteredOnes() {
    Map<String, String> names = new HashMap<>();
    for (String id : registry.ids()) {
      if (!registry.facts(id).name().isEmpty()) {
        names.put(id, registry.facts(id).name());
      }
    }
    assertThat(names).isEqualTo(REGISTERED_NAMES);
    assertThat(registry.ids()).containsAll(NAMELESS).hasSize(names.size() + NAMELESS.size());
  }

  @Test
  void registry_everyCode_hasTheLabelsAndTheLegalityThatTheAnalyzerGivesIt() {
    for (int code = 0; code <= 65535; code++) {
      CloseKind kind = CloseCodes.kindOnWire(code);
      Registry.Facts facts = registry.facts(registry.idOf(code));

      assertThat(facts.labels())
          .as("code %d", code)
          .contains(new Label(CloseCodes.label(code, Set.of()), kind.label()));
      assertThat(facts.sent()).as("code %d", code).isEqualTo(kind.legal());
      assertThat(facts.who()).as("code %d", code).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  @Test
  void registry_whatIsNoCodeOnTheWire_isCountedAsTheKindItStandsFor() {
    assertThat(registry.facts("1005").labels())
        .containsExactly(new Label("1005", "empty"), new Label("1005", "reserved"));
    assertThat(registry.facts("1006").labels())
        .containsExactly(new Label("1006", "abnormal"), new Label("1006", "reserved"));
    assertThat(registry.facts("no-close").labels()).containsExactly(new Label("1006", "abnormal"));
    assertThat(registry.facts("one-byte-close").labels())
        .containsExactly(new Label("none", "malformed"));
  }

  @ParameterizedTest
  @EnumSource
  void edition_everyEntry_hasItsTexts(Lang lang) {
    assertThat(Edition.read(lang).textsById().keySet()).isEqualTo(registry.ids());
  }

  @ParameterizedTest
  @EnumSource
  void edition_pairs_areTheOnesThatMatterEachOnce(Lang lang) {
    List<Pair> pairs = Edition.read(lang).pairs();

    assertThat(pairs).extracting(Pair::pair).containsExactlyInAnyOrderElementsOf(PAIRS_THAT_MATTER);
    for (Pair pair : pairs) {
      assertThat(pair.when()).containsOnlyKeys(pair.pair());
      assertThat(pair.use()).containsOnlyKeys(pair.pair());
      assertThat(pair.differences()).as("%s", pair.pair()).hasSizeGreaterThan(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void edition_everyText_isAWholeTextInComposedCharacters(Lang lang) {
    texts(lang)
        .forEach(
            (where, text) -> {
              assertThat(text).as(where).isNotBlank().isEqualTo(text.strip());
              assertThat(text).as(where).doesNotContain("  ", "\n", "\t", "{", "}");
              assertThat(Normalizer.isNormalized(text, Normalizer.Form.NFC)).as(where).isTrue();
              boolean phrase = where.endsWith(" title") || where.endsWith(" brief");
              assertThat(text.endsWith(".")).as(where + ": " + text).isEqualTo(!phrase);
            });
  }

  @ParameterizedTest
  @EnumSource
  void words_headingsAndPhrases_areThereForAllActors(Lang lang) {
    Words words = Edition.read(lang).words();

    assertThat(words.actors()).containsOnlyKeys(Actor.values());
    assertThat(words.toString()).doesNotContain("=,", "=]");
  }

  @Test
  void english_everyText_isAscii() {
    texts(Lang.EN).forEach((where, text) -> assertThat(text).as(where).matches("[ -~]+"));
  }

  @Test
  void vietnamese_everyText_isVietnameseAndNothingElse() {
    Map<String, String> english = texts(Lang.EN);
    Map<String, String> vietnamese = texts(Lang.VI);

    assertThat(vietnamese.keySet()).isEqualTo(english.keySet());
    vietnamese.forEach(
        (where, text) -> {
          assertThat(text).as(where).isNotEqualTo(english.get(where));
          assertThat(text).as(where).containsPattern(VIETNAMESE_LETTER);
          assertThat(ENGLISH.matcher(text).results().map(match -> match.group()).toList())
              .as(where + ": " + text)
              .isEmpty();
        });
  }

  @Test
  void vietnamese_headings_areTheOnesThatReadersKnow() {
    Words.Headings headings = Edition.read(Lang.VI).words().headings();

    assertThat(headings.meaning()).isEqualTo("Mô tả");
    assertThat(headings.when()).isEqualTo("Khi bạn thấy mã này");
    assertThat(headings.fix()).isEqualTo("Cách khắc phục");
    assertThat(headings.differences()).isEqualTo("Sự khác biệt chính");
    assertThat(headings.which()).isEqualTo("Khi nào dùng cái nào");
  }

  /** Every text of a language but its words, by where it stands. */
  private static Map<String, String> texts(Lang lang) {
    Edition edition = Edition.read(lang);
    Map<String, String> texts = new LinkedHashMap<>();
    edition
        .textsById()
        .forEach(
            (id, of) -> {
              texts.put(id + " title", of.title());
              texts.put(id + " brief", of.brief());
              addList(texts, id + " text", single(of));
              addList(texts, id + " when", of.when());
              addList(texts, id + " fix", of.fix());
            });
    for (Pair pair : edition.pairs()) {
      String id = String.join("/", pair.pair());
      texts.put(id + " summary", pair.summary());
      addList(texts, id + " differences", pair.differences());
      pair.when().forEach((code, text) -> texts.put(id + " when " + code, text));
      pair.use().forEach((code, text) -> texts.put(id + " use " + code, text));
    }
    return texts;
  }

  private static List<String> single(Texts of) {
    return List.of(of.meaning(), of.use(), of.wire(), of.who(), of.counting());
  }

  private static void addList(Map<String, String> texts, String where, List<String> items) {
    assertThat(items).as(where).isNotEmpty();
    for (int i = 0; i < items.size(); i++) {
      texts.put(where + " " + i, items.get(i));
    }
  }
}
