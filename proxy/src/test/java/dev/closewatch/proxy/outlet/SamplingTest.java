package dev.closewatch.proxy.outlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.event.SampleEvents.CloseBuilder;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final Sampling NEARLY_NONE =
      new Sampling(Map.of("normal", 0.0001, "going_away", 0.0001));
  private static final Sampling HALF = new Sampling(Map.of("normal", 0.5));

  @Test
  void weight_ofABoringClose_isZeroOrTheInverseOfTheShare() {
    Sampling tenth = new Sampling(Map.of("normal", 0.1));
    double[] weights = IntStream.range(0, 10_000).mapToDouble(i -> weight(tenth, i)).toArray();

    assertThat(weights).containsOnly(0, 10);
    assertThat(IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).sum())
        .isCloseTo(10_000, within(1_000.0)); // over three standard deviations
  }

  @Test
  void weight_ofNeighbouringIds_isIndependent() {
    long changes =
        IntStream.range(1, 10_000).filter(i -> weight(HALF, i) != weight(HALF, i - 1)).count();
    assertThat(changes).isBetween(4_800L, 5_200L);
  }

  @Test
  void weight_ofTheSameId_isTheSameAlways() {
    // Known values: replicas of other builds must agree, too.
    assertThat(Sampling.place("c-1")).isEqualTo(0.5834821918777037);
    assertThat(Sampling.place("")).isEqualTo(0.93676944839044);
    Sampling more = new Sampling(Map.of("normal", 0.7));
    assertThat(IntStream.range(0, 1_000).filter(i -> weight(HALF, i) > 0))
        .allMatch(i -> weight(more, i) > 0);
  }

  @Test
  void weight_ofAKindThatIsNotSampled_isOne() {
    assertThat(
            NEARLY_NONE.weight(
                SampleEvents.observed(
                    close(1).end(Initiator.CLIENT, 1005, CloseKind.EMPTY).build())))
        .isEqualTo(1);
  }

  @Test
  void weight_ofACloseWithSomethingToTell_isOne() {
    for (int i = 0; i < 20; i++) {
      assertThat(weight(NEARLY_NONE, i)).as("the plain one").isZero();
      assertThat(NEARLY_NONE.weight(SampleEvents.observed(close(i).build(), Rule.VANISHER)))
          .isEqualTo(1);
      assertThat(
              NEARLY_NONE.weight(
                  SampleEvents.observed(close(i).policy(PolicyCause.UNKNOWN).build())))
          .isEqualTo(1);
      assertThat(NEARLY_NONE.weight(SampleEvents.observed(close(i).ending(Ending.OTHER).build())))
          .isEqualTo(1);
    }
  }

  private static double weight(Sampling sampling, int number) {
    return sampling.weight(SampleEvents.observed(close(number).build()));
  }

  private static CloseBuilder close(int number) {
    return SampleEvents.builder()
        .opening(SampleEvents.opening("1x5fkgxpz-" + Integer.toString(number, 36), null, "peer"));
  }
}
