package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.proxy.metrics.CloseLabels.Pair;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CloseLabelsTest {
  private static final Set<Integer> LISTED = Set.of(4242, 1008);

  private final CloseLabels labels = new CloseLabels(LISTED);

  @Test
  void indexOf_everyCodeOnTheWire_keepsItsLabelAndKind() {
    for (int code = 0; code <= 0xFFFF; code++) {
      CloseKind kind = CloseCodes.kindOnWire(code);
      assertThat(pair(code, kind)).isEqualTo(new Pair(CloseCodes.label(code, LISTED), kind));
    }
  }

  @Test
  void indexOf_emptyCloseAnd1005OnTheWire_areTwo() {
    assertThat(pair(1005, CloseKind.EMPTY)).isEqualTo(new Pair("1005", CloseKind.EMPTY));
    assertThat(pair(1005, CloseKind.RESERVED)).isEqualTo(new Pair("1005", CloseKind.RESERVED));
  }

  @Test
  void indexOf_malformed_keepsACodeThatCouldBeRead() {
    assertThat(pair(Close.NO_CODE, CloseKind.MALFORMED))
        .isEqualTo(new Pair("none", CloseKind.MALFORMED));
    assertThat(pair(1000, CloseKind.MALFORMED)).isEqualTo(new Pair("1000", CloseKind.MALFORMED));
    assertThat(pair(4242, CloseKind.MALFORMED)).isEqualTo(new Pair("4xxx", CloseKind.MALFORMED));
  }

  @Test
  void isExpected_ofEachKindOnTheWire_isOneUnlessListed() {
    for (CloseKind kind : CloseKind.values()) {
      long expected =
          labels.pairs().stream().filter(p -> p.kind() == kind && labels.isExpected(p)).count();
      assertThat(expected)
          .as(kind.label())
          .isEqualTo(kind == CloseKind.PRIVATE ? 2 : kind.onWire() ? 1 : 0);
    }
  }

  @Test
  void create_withTooManyListedCodes_isRefused() {
    Set<Integer> many = IntStream.range(4000, 4017).boxed().collect(Collectors.toSet());
    assertThatThrownBy(() -> new CloseLabels(many))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("17 close codes are listed, at most 16 can be");
  }

  private Pair pair(int code, CloseKind kind) {
    return labels.pairs().get(labels.indexOf(code, kind));
  }
}
