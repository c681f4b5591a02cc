package dev.closewatch.analyzer.sketch;

import java.util.Arrays;

/**
 * How many different hashes were added, about: 4,096 registers of one byte, each the longest run of
 * leading zeros, plus one, that its hashes had. The estimate is Ertl's improved one (New
 * cardinality estimation algorithms for HyperLogLog sketches, 2017, algorithm 6), which needs no
 * correction for any number. Its standard error is 1.04 / 64 = 1.6 %.
 */
final class HyperLogLog {
  static final int REGISTERS = 4_096;

  private static final int INDEX_BITS = 12;

  /** So many bits of a hash are looked through for zeros. */
  private static final int RANK_BITS = Long.SIZE - INDEX_BITS;

  private static final int MAX_RANK = RANK_BITS + 1;
  private static final double ALPHA = 1 / (2 * Math.log(2));

  private final byte[] registers;

  /** Starts with none. */
  HyperLogLog() {
    this(new byte[REGISTERS]);
  }

  private HyperLogLog(byte[] registers) {
    this.registers = registers;
  }

  /**
   * Takes over registers.
   *
   * @throws IllegalArgumentException if no hashes lead to them
   */
  static HyperLogLog ofRegisters(byte[] registers) {
    for (byte rank : registers) {
      SketchHead.check(rank >= 0 && rank <= MAX_RANK, "a register is " + rank);
    }
    return new HyperLogLog(registers);
  }

  /** Returns the registers, not to be changed. */
  byte[] registers() {
    return registers;
  }

  void add(long hash) {
    int index = (int) hash & (REGISTERS - 1);
    int rank = Long.numberOfLeadingZeros(hash | (REGISTERS - 1)) + 1;
    if (rank > registers[index]) {
      registers[index] = (byte) rank;
    }
  }

  /** Adds all that was added to another. */
  void merge(HyperLogLog other) {
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = (byte) Math.max(registers[i], other.registers[i]);
    }
  }

  double estimate() {
    int[] counts = new int[MAX_RANK + 1];
    for (byte rank : registers) {
      counts[rank]++;
    }
    double sum = REGISTERS * tau(1 - (double) counts[MAX_RANK] / REGISTERS);
    for (int rank = RANK_BITS; rank >= 1; rank--) {
      sum = (sum + counts[rank]) / 2;
    }
    sum += REGISTERS * sigma((double) counts[0] / REGISTERS);
    return ALPHA * REGISTERS * REGISTERS / sum;
  }

  /** For registers that are still empty. */
  private static double sigma(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = share;
    double before;
    double power = share;
    double weight = 1;
    do {
      power *= power;
      before = sum;
      sum += power * weight;
      weight += weight;
    } while (sum != before);
    return sum;
  }

  /** For registers that can rise no further. */
  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double sum = 1 - share;
    double before;
    double root = share;
    double weight = 1;
    do {
      root = Math.sqrt(root);
      before = sum;
      weight /= 2;
      sum -= (1 - root) * (1 - root) * weight;
    } while (sum != before);
    return sum / 3;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HyperLogLog that && Arrays.equals(registers, that.registers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(registers);
  }
}
