package dev.closewatch.proxy.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.vocabulary.Lang;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
  private final Catalogue catalogue = Catalogue.shipped();

  @ParameterizedTest
  @CsvSource({
    "0, 0-999",
    "999, 0-999",
    "1000, 1000",
    "1015, 1015",
    "1016, 1016-2999",
    "2999, 1016-2999",
    "3000, 3000",
    "3001, 3000-3999",
    "3003, 3003",
    "3008, 3008",
    "3999, 3000-3999",
    "4000, 4000-4999",
    "4999, 4000-4999",
    "5000, 5000-65535",
    "65535, 5000-65535"
  })
  void entry_code_isItsOwnElseThatOfItsRange(int code, String id) {
    for (Lang lang : Lang.values()) {
      Entry entry = catalogue.entry(code, lang);

      assertThat(entry.id()).isEqualTo(id);
      assertThat(entry.code()).isEqualTo(code);
      assertThat(code).isBetween(entry.first(), entry.last());
      assertThat(entry.lang()).isEqualTo(lang);
      assertThat(catalogue.find(Integer.toString(code), lang)).contains(entry);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void entry_noCode_isRefused(int code) {
    assertThatThrownBy(() -> catalogue.entry(code, Lang.EN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(code + " is no close code, 0 to 65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "-1",
        "+1",
        "65536",
        "99999999999",
        "1 ",
        "1e3",
        "0x3e8",
        "١٠٠٠",
        "1-2"
      })
  void find_neitherCodeNorId_isNothing(String text) {
    assertThat(catalogue.find(text, Lang.EN)).isEmpty();
  }

  @Test
  void find_endWithoutACode_hasNoCodeAndNoRange() {
    for (String id : List.of("no-close", "one-byte-close")) {
      Entry entry = catalogue.find(id, Lang.VI).orElseThrow();

      assertThat(entry.id()).isEqualTo(id);
      assertThat(entry.code()).isNull();
      assertThat(entry.first()).isNull();
      assertThat(entry.last()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void all_inOrder_isEveryCodeAndRangeAndEnd(Lang lang) {
    List<Entry> all = catalogue.all(lang);

    assertThat(all).hasSize(26).extracting(Entry::id).doesNotHaveDuplicates();
    assertThat(all.subList(0, 19)).extracting(Entry::code).isSorted().doesNotContainNull();
    assertThat(all.subList(19, 26)).extracting(Entry::code).containsOnlyNulls();
  }

  @Test
  void heading_codeNameAndTitle_asFarAsThereAreAny() {
    assertThat(headings(Lang.EN, "1005", "1004", "4001", "4000-4999", "no-close"))
        .containsExactly(
            "1005 No Status Received",
            "1004 (reserved, without a name)",
            "4001 (private use, 4000-4999)",
            "4000-4999 (private use)",
            "no-close (no Close at all)");
    assertThat(headings(Lang.VI, "1005", "4001"))
        .containsExactly(
            "1005 No Status Received (không nhận được mã trạng thái)",
            "4001 (dùng riêng, 4000-4999)");
  }

  private List<String> headings(Lang lang, String... ids) {
    return List.of(ids).stream()
        .map(id -> catalogue.find(id, lang).orElseThrow().heading())
        .toList();
  }

  @Test
  void entry_1005_saysThatItStandsForAnEmptyCloseAndIsNeverSet() {
    Entry entry = catalogue.entry(1005, Lang.EN);

    assertThat(entry.meaning())
        .contains("reserved", "must never be set by an endpoint", "an empty Close");
    assertThat(entry.whenSeen()).anyMatch(text -> text.contains("Browsers"));
    assertThat(entry.howToFix())
        .anyMatch(text -> text.contains("bug in the peer's implementation"));
    assertThat(entry.onWire().allowed()).isFalse();
    assertThat(catalogue.entry(1005, Lang.VI).meaning())
        .contains("dành riêng", "không đầu cuối nào được phép đặt", "khung Close rỗng");
  }

  @Test
  void entry_1008_saysThatItIsTheGeneralCodeForPolicies() {
    Entry entry = catalogue.entry(1008, Lang.EN);

    assertThat(entry.meaning()).contains("policy", "general", "neither 1003", "nor 1009");
    assertThat(String.join(" ", entry.whenSeen()))
        .contains("Rate limits", "token expired", "Forbidden content");
    assertThat(entry.howToFix()).anyMatch(text -> text.contains("Review the policies"));
    assertThat(String.join(" ", catalogue.entry(1008, Lang.VI).whenSeen()))
        .contains("Giới hạn tần suất", "token hết hạn", "Nội dung bị cấm");
  }

  @Test
  void compare_writtenPair_isTheSameInEitherOrder() {
    Comparison there = catalogue.compare(1005, 1008, Lang.EN);
    Comparison back = catalogue.compare(1008, 1005, Lang.EN);

    assertThat(there.title()).isEqualTo("1005 No Status Received vs 1008 Policy Violation");
    assertThat(back.title()).isEqualTo("1008 Policy Violation vs 1005 No Status Received");
    assertThat(back.summary()).isEqualTo(there.summary());
    assertThat(back.differences()).isEqualTo(there.differences());
    assertThat(back.sides()).containsExactly(there.sides().get(1), there.sides().get(0));
    assertThat(there.sides().get(0).whenToUse()).startsWith("Never send it.");
  }

  @Test
  void compare_codeOfARange_findsThePairOfItsRange() {
    Comparison comparison = catalogue.compare(4429, 1008, Lang.EN);

    assertThat(comparison.summary()).startsWith("1008 is the standard's one code");
    assertThat(comparison.sides().get(0).entry().code()).isEqualTo(4429);
  }

  @Test
  void compare_unwrittenPair_saysWhatEachEntrySays() {
    Comparison comparison = catalogue.compare(1002, 1006, Lang.EN);

    assertThat(comparison.summary())
        .isEqualTo("Of the two, only 1002 may ever be sent in a Close.");
    assertThat(comparison.differences())
        .containsExactly(
            "1002: the sender was given something that the WebSocket protocol forbids.",
            "1006: the connection was lost or never came about, and no Close had come.",
            "closewatch counts 1002 as kind protocol_error, and 1006 as kind abnormal or"
                + " reserved.",
            "Who has to act: for 1002 the client or the service or what is between; for 1006 what"
                + " is between or the service or the client.");
    assertThat(comparison.sides().get(1).whenToUse())
        .isEqualTo(catalogue.entry(1006, Lang.EN).whenToSend());
  }

  @Test
  void compare_twoOfOneRangeOrOneTwice_saysThatThereIsNoDifference() {
    assertThat(catalogue.compare(4001, 4002, Lang.EN).summary())
        .isEqualTo("Both belong to 4000-4999: what is said here of one holds for the other.");
    assertThat(catalogue.compare(1000, 1000, Lang.EN).summary())
        .isEqualTo("It is one code twice: there is no difference.");
  }
}
