package dev.closewatch.analyzer.close;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one Close says (RFC 6455 section 5.5.1).
 *
 * @param code the code on the wire, 0 to 65535; 1005 for an empty Close; {@link #NO_CODE} when
 *     there is none to be read
 * @param kind what that means; an empty Close and 1005 on the wire differ in this alone
 * @param reason the text behind the code, untrusted; "" when absent; U+FFFD for bad UTF-8
 */
public record Close(int code, CloseKind kind, String reason) {
  /** The code of a Close that has none which could be read. */
  public static final int NO_CODE = -1;

  private static final Close EMPTY = new Close(CloseCodes.NO_STATUS_RECEIVED, CloseKind.EMPTY, "");
  private static final Close MALFORMED = new Close(NO_CODE, CloseKind.MALFORMED, "");

  /**
   * Reads the payload of a Close.
   *
   * @param payload unmasked, or null for a frame whose own form is broken
   * @param payloadBytes how many of its bytes count
   */
  public static Close read(byte @Nullable [] payload, int payloadBytes) {
    if (payload == null || payloadBytes == 1) {
      return MALFORMED;
    }
    if (payloadBytes == 0) {
      return EMPTY;
    }
    int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    ByteBuffer reason = ByteBuffer.wrap(payload, 2, payloadBytes - 2);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(reason)
              .toString();
      return new Close(code, CloseCodes.kindOnWire(code), text);
    } catch (CharacterCodingException e) {
      String text = new String(payload, 2, payloadBytes - 2, StandardCharsets.UTF_8);
      return new Close(code, CloseKind.MALFORMED, text);
    }
  }

  /** Returns whether RFC 6455 lets an endpoint send this Close. */
  public boolean legal() {
    return kind.legal();
  }

  /** Returns whether this answers the other Close in kind: same kind, same code, any reason. */
  public boolean echoes(Close other) {
    return kind == other.kind && (kind == CloseKind.MALFORMED || code == other.code);
  }
}
