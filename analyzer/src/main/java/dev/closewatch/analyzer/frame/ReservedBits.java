package dev.closewatch.analyzer.frame;

import java.util.Locale;

/** Which RSV bits the extensions accepted in the 101 allow (RFC 6455 section 9, RFC 7692). */
public enum ReservedBits {
  /** No extension: none may be set. */
  NONE,
  /** permessage-deflate alone: RSV1 on the first frame of a data message (RFC 7692 section 6). */
  PERMESSAGE_DEFLATE,
  /** Another extension: what it does with RSV bits of data frames is not known here. */
  ANY;

  /** Returns what the values of a 101's {@code Sec-WebSocket-Extensions} headers allow. */
  public static ReservedBits allowedBy(Iterable<String> headerValues) {
    ReservedBits allowed = NONE;
    for (String value : headerValues) {
      // A quoted parameter may hold a comma; what stands behind it is then taken for one more
      // extension, which only makes this reader more tolerant.
      for (String extension : value.split(",", -1)) {
        int parameters = extension.indexOf(';');
        String name = (parameters < 0 ? extension : extension.substring(0, parameters)).trim();
        if (name.isEmpty()) {
          continue;
        }
        if (!name.toLowerCase(Locale.ROOT).equals("permessage-deflate")) {
          return ANY;
        }
        allowed = PERMESSAGE_DEFLATE;
      }
    }
    return allowed;
  }

  /**
   * Returns whether a frame may carry these bits.
   *
   * @param rsv the RSV bits where they stand in the first byte: mask 0x70
   * @param opcodeBits the low four bits of the first byte
   */
  boolean permit(int rsv, int opcodeBits) {
    if (rsv == 0) {
      return true;
    }
    if ((opcodeBits & 0x8) != 0) {
      return false; // on a control frame no known extension may set one
    }
    return switch (this) {
      case NONE -> false;
      case PERMESSAGE_DEFLATE -> rsv == 0x40 && (opcodeBits == 0x1 || opcodeBits == 0x2);
      case ANY -> true;
    };
  }
}
