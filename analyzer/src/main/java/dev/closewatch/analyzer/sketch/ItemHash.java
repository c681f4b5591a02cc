package dev.closewatch.analyzer.sketch;

/**
 * A hash with a secret key: SipHash-2-4 (Aumasson, Bernstein: SipHash: a fast short-input PRF,
 * 2012), over the UTF-16 code units of an item, two bytes each, the lower first.
 *
 * <p>Who does not know the key can make no two items that hash alike. So hostile peers cannot pass
 * for one, nor slow a table down. Sketches that are to be merged need the same key; a random one
 * for each process will do as long as nothing leaves the process.
 */
public final class ItemHash {
  /** The state, and what is done with it. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private State(long key0, long key1) {
      v0 = key0 ^ 0x736f6d6570736575L;
      v1 = key1 ^ 0x646f72616e646f6dL;
      v2 = key0 ^ 0x6c7967656e657261L;
      v3 = key1 ^ 0x7465646279746573L;
    }

    private void take(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    private long end() {
      v2 ^= 0xff;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32) + v3;
      v2 += v1;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }

  private final long key0;
  private final long key1;

  /** Takes the key, 128 bits. */
  public ItemHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Returns the hash of an item; all its bits are equally good. */
  long of(String item) {
    State state = new State(key0, key1);
    int length = item.length();
    int inWords = length & ~3;
    for (int i = 0; i < inWords; i += 4) {
      state.take(
          item.charAt(i)
              | (long) item.charAt(i + 1) << 16
              | (long) item.charAt(i + 2) << 32
              | (long) item.charAt(i + 3) << 48);
    }
    // The last word: what is left, and in the top byte the length in bytes.
    long last = (long) length << 57;
    for (int i = inWords; i < length; i++) {
      last |= (long) item.charAt(i) << (16 * (i - inWords));
    }
    state.take(last);
    return state.end();
  }

  /** Returns what tells one key from another, without giving it away. */
  long fingerprint() {
    return of("closewatch");
  }
}
