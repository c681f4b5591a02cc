package dev.closewatch.analyzer.sketch;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How the bytes of every sketch begin: a byte for the version, one for what it is, and the
 * fingerprint of the key. Whatever is wrong with bytes is told by one exception.
 */
enum SketchHead {
  DISTINCT('D'),
  HEAVY('H');

  static final int BYTES = 2 + Long.BYTES;

  private static final int VERSION = 1;

  /** Reads what comes behind the head. */
  interface Body<S> {
    S read(DataInput in) throws IOException;
  }

  private final char letter;

  SketchHead(char letter) {
    this.letter = letter;
  }

  void write(DataOutput out, ItemHash hash) throws IOException {
    out.writeByte(VERSION);
    out.writeByte(letter);
    out.writeLong(hash.fingerprint());
  }

  /**
   * Reads a sketch.
   *
   * @throws IllegalArgumentException if this is none, or one of another version or key
   */
  <S> S read(byte[] bytes, int maxBytes, ItemHash hash, Body<S> body) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      check(bytes.length <= maxBytes, "it is too long");
      int version = in.readUnsignedByte();
      check(version == VERSION, "its version is " + version + ", not " + VERSION);
      check(in.readUnsignedByte() == letter, "it is of another kind");
      check(in.readLong() == hash.fingerprint(), "it was made with another key");
      S sketch = body.read(in);
      check(in.available() == 0, "something follows it");
      return sketch;
    } catch (IOException cutOff) {
      throw new IllegalArgumentException("Not a sketch: it is cut off or not text", cutOff);
    }
  }

  static void check(boolean right, String fault) {
    if (!right) {
      throw new IllegalArgumentException("Not a sketch that can be read: " + fault);
    }
  }
}
