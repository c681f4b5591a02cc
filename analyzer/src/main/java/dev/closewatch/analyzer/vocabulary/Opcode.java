package dev.closewatch.analyzer.vocabulary;

/** The meaning of a frame's opcode (RFC 6455 section 5.2); all unassigned ones are one word. */
public enum Opcode implements Labelled {
  /** 0x0: a further fragment of a message. */
  CONTINUATION("continuation"),
  /** 0x1: a text message, or its first fragment. */
  TEXT("text"),
  /** 0x2: a binary message, or its first fragment. */
  BINARY("binary"),
  /** 0x8: the Close. */
  CLOSE("close"),
  /** 0x9. */
  PING("ping"),
  /** 0xA. */
  PONG("pong"),
  /** 0x3-0x7 (data) and 0xB-0xF (control): not assigned. */
  RESERVED("reserved");

  private static final Opcode[] BY_BITS = new Opcode[16];

  static {
    java.util.Arrays.fill(BY_BITS, RESERVED);
    BY_BITS[0x0] = CONTINUATION;
    BY_BITS[0x1] = TEXT;
    BY_BITS[0x2] = BINARY;
    BY_BITS[0x8] = CLOSE;
    BY_BITS[0x9] = PING;
    BY_BITS[0xA] = PONG;
  }

  private final String label;

  Opcode(String label) {
    this.label = label;
  }

  /** Returns the meaning of the low four bits of a frame's first byte. */
  public static Opcode of(int bits) {
    return BY_BITS[bits & 0x0F];
  }

  @Override
  public String label() {
    return label;
  }
}
