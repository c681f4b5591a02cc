package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.policy.UnmatchedReasons.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The commonest reasons that told nothing. */
class UnmatchedReasonsTest {
  private final UnmatchedReasons reasons = new UnmatchedReasons();

  @Test
  void rows_ofReasons_areTheCommonestFirst() {
    reasons.add("Computer says no");
    reasons.add("E42 at gate 7");
    reasons.add("e43 at gate 8!");

    assertThat(reasons.rows())
        .containsExactly(
            new Row("# at gate #", "E42 at gate 7", 2, 0),
            new Row("computer says no", "Computer says no", 1, 0));
  }

  @Test
  void line_ofARow_isOneForTheConfiguration() {
    reasons.add("Odd: \"7\" {seats}");
    reasons.add("请联系客服3次");

    assertThat(reasons.rows())
        .extracting(Row::line)
        .containsExactlyInAnyOrder(
            "- {match: \"odd # seats\", cause: unknown}",
            "- {match: \"请联系客服 # 次\", cause: unknown}");
  }

  @Test
  void reason_withoutALetterOrDigit_isNotKept() {
    reasons.add("");
    reasons.add("...");
    reasons.add("👋");

    assertThat(reasons.rows()).isEmpty();
  }

  @Test
  void reasons_moreThanThereIsRoomFor_pushOutTheRarestAndInheritItsCount() {
    for (int i = 0; i < UnmatchedReasons.MAX_REASONS; i++) {
      add(name(i), i == 50 ? 3 : 5);
    }
    reasons.add("newcomer");

    assertThat(reasons.rows())
        .hasSize(UnmatchedReasons.MAX_REASONS)
        .contains(new Row("newcomer", "newcomer", 4, 3))
        .extracting(Row::match)
        .doesNotContain(name(50));
  }

  /** The promise of Space-Saving: counts are never too low, nor too high by more than is said. */
  @Test
  void counts_amongManyRareReasons_areNeverTooLow() {
    Random random = new Random(20_261_008);
    Map<String, Long> truth = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      String reason = name((int) (Math.pow(random.nextDouble(), 4) * 2_000));
      reasons.add(reason);
      truth.merge(reason, 1L, Long::sum);
    }

    List<Row> rows = reasons.rows();
    assertThat(rows).hasSize(UnmatchedReasons.MAX_REASONS);
    for (Row row : rows) {
      long count = truth.getOrDefault(row.match(), 0L);
      assertThat(row.count()).isBetween(count, count + row.countTooHighBy());
    }
    truth.forEach(
        (reason, count) -> {
          if (count > 50_000 / UnmatchedReasons.MAX_REASONS) {
            assertThat(rows).extracting(Row::match).contains(reason);
          }
        });
  }

  @Test
  void addAll_ofAnother_addsItsCounts() {
    UnmatchedReasons other = new UnmatchedReasons();
    add("same", 2);
    other.add("Same!");
    other.add("other");

    reasons.addAll(other);

    assertThat(reasons.rows())
        .containsExactly(new Row("same", "same", 3, 0), new Row("other", "other", 1, 0));
  }

  private void add(String reason, int times) {
    for (int i = 0; i < times; i++) {
      reasons.add(reason);
    }
  }

  /** Returns a word of letters only, a different one for each number. */
  private static String name(int number) {
    StringBuilder name = new StringBuilder("w");
    for (int rest = number; rest > 0; rest /= 26) {
      name.append((char) ('a' + rest % 26));
    }
    return name.append('z').toString();
  }
}
