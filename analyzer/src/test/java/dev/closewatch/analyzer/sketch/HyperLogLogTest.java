package dev.closewatch.analyzer.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimate of how many different hashes were added. */
class HyperLogLogTest {
  private static final int RUNS = 120;

  private final Random random = new Random(20_261_123);

  @Test
  void estimate_ofNothing_isZero() {
    assertThat(new HyperLogLog().estimate()).isZero();
  }

  /** 120 runs tell the error to within 6.5 %: 0.3 % is four times that. */
  @ParameterizedTest
  @ValueSource(ints = {100, 2_000, 10_000, 30_000, 300_000})
  void estimate_ofManyRuns_hasTheStandardErrorAndNoBias(int hashes) {
    double sum = 0;
    double squares = 0;
    for (int run = 0; run < RUNS; run++) {
      double error = ofRandom(hashes).estimate() / hashes - 1;
      sum += error;
      squares += error * error;
    }

    assertThat(Math.sqrt(squares / RUNS)).isLessThan(DistinctWindows.STANDARD_ERROR + 0.003);
    assertThat(sum / RUNS).isBetween(-0.006, 0.006);
  }

  @Test
  void estimate_besideThatOfDataSketches_isAsGood() {
    double ours = 0;
    double theirs = 0;
    for (int run = 0; run < RUNS; run++) {
      HllSketch library = new HllSketch(12, TgtHllType.HLL_8);
      HyperLogLog own = new HyperLogLog();
      for (int i = 0; i < 50_000; i++) {
        long hash = random.nextLong();
        library.update(hash);
        own.add(hash);
      }
      ours += Math.pow(own.estimate() / 50_000 - 1, 2);
      // Their other estimate knows the order of the hashes, and does not outlive a merge.
      theirs += Math.pow(library.getCompositeEstimate() / 50_000 - 1, 2);
    }
    assertThat(Math.sqrt(ours / RUNS)).isLessThan(Math.sqrt(theirs / RUNS) + 0.004);
  }

  @Test
  void merge_ofTwo_isAsIfAllHadBeenAddedToOne() {
    HyperLogLog one = new HyperLogLog();
    HyperLogLog other = new HyperLogLog();
    HyperLogLog both = new HyperLogLog();
    for (int i = 0; i < 20_000; i++) {
      long hash = random.nextLong();
      (i % 3 == 0 ? one : other).add(hash);
      both.add(hash);
    }
    one.merge(other);
    assertThat(one.registers()).isEqualTo(both.registers());
  }

  @Test
  void registers_atTheirLimit_giveAFiniteEstimate() {
    byte[] full = new byte[HyperLogLog.REGISTERS];
    Arrays.fill(full, (byte) 53);
    assertThat(HyperLogLog.ofRegisters(full).estimate()).isGreaterThan(1e18);
  }

  @ParameterizedTest
  @ValueSource(bytes = {-1, 54, 127})
  void registers_thatNoHashLeadsTo_areRefused(byte register) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    registers[7] = register;
    assertThatIllegalArgumentException().isThrownBy(() -> HyperLogLog.ofRegisters(registers));
  }

  private HyperLogLog ofRandom(int hashes) {
    HyperLogLog sketch = new HyperLogLog();
    for (int i = 0; i < hashes; i++) {
      sketch.add(random.nextLong());
    }
    return sketch;
  }
}
