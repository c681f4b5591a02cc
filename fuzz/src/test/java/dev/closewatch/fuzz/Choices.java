package dev.closewatch.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fuzzer's bytes, taken from the front as decisions; when they are used up, every decision is 0.
 */
public final class Choices {
  private final byte[] bytes;
  private int at;

  public Choices(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns whether there are bytes left. */
  public boolean left() {
    return at < bytes.length;
  }

  /** Takes a byte, 0 to 255. */
  public int next() {
    return left() ? bytes[at++] & 0xFF : 0;
  }

  /** Takes a byte as a number below the bound, which is 256 at most. */
  public int below(int bound) {
    return next() % bound;
  }

  /** Takes a byte as one of these. */
  @SafeVarargs
  public final <T> T of(T... all) {
    return all[below(all.length)];
  }

  /** Takes so many bytes, or those that are left. */
  public byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + count));
    at += taken.length;
    return taken;
  }

  /** Takes all that is left. */
  public byte[] rest() {
    return take(bytes.length);
  }

  /** Takes all that is left as characters, a byte each. */
  public String restAsText() {
    return new String(rest(), ISO_8859_1);
  }

  /**
   * Takes up to 15 lengths of pieces; whoever cuts goes through them again and again, and takes a
   * length of 0 as 1.
   */
  public List<Integer> pieces() {
    int count = below(16);
    List<Integer> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pieces.add(Math.max(1, next()));
    }
    return pieces;
  }

  /** Cuts bytes into pieces of these lengths; into one if there are none. */
  public static List<byte[]> cut(byte[] whole, List<Integer> lengths) {
    if (lengths.isEmpty()) {
      return List.of(whole);
    }
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0, i = 0; from < whole.length; i++) {
      int to = Math.min(whole.length, from + lengths.get(i % lengths.size()));
      pieces.add(Arrays.copyOfRange(whole, from, to));
      from = to;
    }
    return pieces;
  }
}
