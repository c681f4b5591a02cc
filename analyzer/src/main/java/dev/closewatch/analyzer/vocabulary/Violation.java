package dev.closewatch.analyzer.vocabulary;

/** What RFC 6455 forbids, as seen on the wire: counted by name, never corrected. */
public enum Violation implements Labelled {
  /** A client's frame without a mask (section 5.1). */
  UNMASKED_FRAME("unmasked_frame"),
  /** A service's frame with a mask (section 5.1). */
  MASKED_FRAME("masked_frame"),
  /** RSV bits that no accepted extension allows (section 5.2). */
  RESERVED_BITS("reserved_bits"),
  /** An opcode that nobody has assigned (section 5.2). */
  RESERVED_OPCODE("reserved_opcode"),
  /** A control frame with FIN=0 (section 5.5). */
  FRAGMENTED_CONTROL("fragmented_control"),
  /** A control frame with a payload over 125 bytes (section 5.5). */
  LONG_CONTROL("long_control"),
  /** A 64-bit length with its top bit set, or a length not in its shortest form (section 5.2). */
  BAD_LENGTH("bad_length"),
  /** A continuation with nothing to continue, or a new message inside one (section 5.4). */
  BAD_CONTINUATION("bad_continuation"),
  /** A data frame behind the sender's Close (section 5.5.1). */
  DATA_AFTER_CLOSE("data_after_close"),
  /** A Close behind the sender's Close (section 5.5.1). */
  SECOND_CLOSE("second_close"),
  /** A Close with 1004, 1005, 1006 or 1015 (section 7.4.1). */
  RESERVED_CLOSE_CODE("reserved_close_code"),
  /** A Close with a code that is unassigned or out of range (section 7.4.2). */
  INVALID_CLOSE_CODE("invalid_close_code"),
  /** A Close of broken form (section 5.5.1). */
  MALFORMED_CLOSE("malformed_close");

  private final String label;

  Violation(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns whether this sender can show this violation at all. */
  public boolean possibleFor(Sender sender) {
    return switch (this) {
      case UNMASKED_FRAME -> sender == Sender.CLIENT;
      case MASKED_FRAME -> sender == Sender.SERVICE;
      default -> true;
    };
  }
}
