package dev.closewatch.analyzer.close;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.util.Set;

/**
 * The close codes: what each means as a kind, and the bounded label it has in metrics.
 *
 * <p>Sources: RFC 6455 sections 7.4.1 and 7.4.2; the IANA WebSocket Close Code Number Registry.
 */
public final class CloseCodes {
  /** Stands for "no status received": what an empty Close is reported as, never sent. */
  public static final int NO_STATUS_RECEIVED = 1005;

  /** Stands for "closed abnormally": what the lack of a Close is reported as, never sent. */
  public static final int ABNORMAL_CLOSURE = 1006;

  /** What the proxy itself sends when it ends a connection, unless it is told otherwise. */
  public static final int GOING_AWAY = 1001;

  /** What it can be told to send when it is being stopped. */
  public static final int SERVICE_RESTART = 1012;

  /** The label of a Close that has no readable code. */
  public static final String NO_CODE_LABEL = "none";

  /** Codes above 2999 that IANA lists with a name of their own. */
  private static final Set<Integer> NAMED_REGISTERED = Set.of(3000, 3003, 3008);

  private CloseCodes() {}

  /** Returns the kind of a Close that carries this code on the wire; 0 to 65535. */
  public static CloseKind kindOnWire(int code) {
    return switch (code) {
      case 1000 -> CloseKind.NORMAL;
      case 1001 -> CloseKind.GOING_AWAY;
      case 1002 -> CloseKind.PROTOCOL_ERROR;
      case 1003 -> CloseKind.UNSUPPORTED_DATA;
      case 1004, 1005, 1006, 1015 -> CloseKind.RESERVED;
      case 1007 -> CloseKind.INVALID_PAYLOAD;
      case 1008 -> CloseKind.POLICY;
      case 1009 -> CloseKind.TOO_BIG;
      case 1010 -> CloseKind.MISSING_EXTENSION;
      case 1011 -> CloseKind.INTERNAL_ERROR;
      case SERVICE_RESTART -> CloseKind.SERVICE_RESTART;
      case 1013 -> CloseKind.TRY_AGAIN_LATER;
      case 1014 -> CloseKind.BAD_GATEWAY;
      default -> kindOfRange(code);
    };
  }

  private static CloseKind kindOfRange(int code) {
    if (code < 1000 || code >= 5000) {
      return CloseKind.OUT_OF_RANGE;
    }
    if (code < 3000) {
      return CloseKind.UNASSIGNED;
    }
    return code < 4000 ? CloseKind.REGISTERED : CloseKind.PRIVATE;
  }

  /**
   * Returns the label of a code, the same on every replica and from a bounded set.
   *
   * @param code the code, or {@link Close#NO_CODE}
   * @param listed codes that the operator wants to see as numbers
   */
  public static String label(int code, Set<Integer> listed) {
    if (code == Close.NO_CODE) {
      return NO_CODE_LABEL;
    }
    if ((code >= 1000 && code <= 1015)
        || NAMED_REGISTERED.contains(code)
        || listed.contains(code)) {
      return Integer.toString(code);
    }
    return switch (kindOfRange(code)) {
      case REGISTERED -> "3xxx";
      case PRIVATE -> "4xxx";
      case UNASSIGNED -> CloseKind.UNASSIGNED.label();
      default -> CloseKind.OUT_OF_RANGE.label();
    };
  }
}
