package dev.closewatch.proxy.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Lang;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageTest {
  private final Catalogue catalogue = Catalogue.shipped();

  @Test
  void page_entry_hasHeadingsWithTheirTextBelow() {
    assertThat(catalogue.page(catalogue.entry(1004, Lang.EN)))
        .isEqualTo(
            """
            1004 (reserved, without a name)
            ===============================

            What it means
              RFC 6455 keeps this number back for later. It has neither a name nor a
              meaning, so nobody may send it.

            When you see this code
              - Practically never. If you do, a program made up its own code without looking
                at the standard, or a test tool tries out what receivers put up with.

            How to fix it
              - Find the place where the sender sets its close code and take a defined one,
                or one from 4000 on for meanings of your own.
              - Build nothing on it: many receivers take it for a protocol error and answer
                1002.

            When to send it
              Never.

            On the wire
              No Close may carry it.

            Who has to act
              The side that sends it.

            How closewatch counts it
              code="1004", kind="reserved"
              Kind reserved, and the violation reserved_close_code, which
              closewatch_violations_total counts by sender.
            """);
  }

  @Test
  void page_comparisonInVietnamese_hasTheVietnameseHeadingsInOrder() {
    String page = catalogue.page(catalogue.compare(1005, 1008, Lang.VI));

    assertThat(page)
        .startsWith(
            "1005 No Status Received so với 1008 Policy Violation\n" + "=".repeat(52) + "\n\n")
        .containsSubsequence(
            "\n1005 No Status Received (không nhận được mã trạng thái)\n",
            "\n  Mô tả\n",
            "\n  Khi bạn thấy mã này\n",
            "\n  Cách khắc phục\n",
            "\n1008 Policy Violation (vi phạm chính sách)\n",
            "\n  Mô tả\n",
            "\n  Khi bạn thấy mã này\n",
            "\n  Cách khắc phục\n",
            "\nSự khác biệt chính\n  1. ",
            "\nKhi nào dùng cái nào\n  - 1005: ",
            "\n  - 1008: ");
  }

  @ParameterizedTest
  @EnumSource
  void page_everyEntry_fitsTheTerminal(Lang lang) {
    for (Entry entry : catalogue.all(lang)) {
      assertFits(catalogue.page(entry), entry.id());
    }
  }

  @ParameterizedTest
  @EnumSource
  void page_everyPair_hasAllItsPartsAndFitsTheTerminal(Lang lang) {
    List<Entry> all = catalogue.all(lang);
    for (Entry a : all) {
      for (Entry b : all) {
        Comparison comparison = catalogue.compare(a, b);
        String pair = a.id() + "/" + b.id();

        assertThat(comparison.summary()).as(pair).isNotBlank();
        assertThat(comparison.differences()).as(pair).hasSizeGreaterThan(a.equals(b) ? 0 : 1);
        assertThat(comparison.sides())
            .as(pair)
            .extracting(Comparison.Side::entry)
            .containsExactly(a, b);
        assertThat(comparison.sides()).as(pair).noneMatch(side -> side.whenSeen().isEmpty());
        assertThat(comparison.sides()).as(pair).noneMatch(side -> side.whenToUse().isBlank());
        assertFits(catalogue.page(comparison), pair);
      }
    }
  }

  private static void assertFits(String page, String what) {
    assertThat(page).as(what).endsWith("\n").doesNotContain("\n\n\n", "{", "null");
    assertThat(page.lines())
        .as(what)
        .allMatch(line -> line.codePointCount(0, line.length()) <= 80)
        .noneMatch(line -> line.endsWith(" "));
  }
}
