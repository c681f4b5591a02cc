package dev.closewatch.fuzz;

import java.util.Random;

/**
 * Decisions from a fuzzer's bytes, for what makes things up by a {@link Random}; when the bytes are
 * used up, it goes on by chance from a fixed seed.
 */
public final class FuzzedRandom extends Random {
  private static final long serialVersionUID = 1L;

  private final transient Choices choices;

  public FuzzedRandom(byte[] bytes) {
    super(1);
    choices = new Choices(bytes);
  }

  @Override
  protected int next(int bits) {
    if (choices == null || !choices.left()) {
      return super.next(bits);
    }
    // A bound that is no power of two takes the low bits, one that is takes the high ones.
    int value = choices.next();
    return (value << 24 | value) >>> (32 - bits);
  }
}
