package dev.closewatch.analyzer.vocabulary;

/** What a Close says, or, for {@link #ABNORMAL} and {@link #UNOBSERVED}, why there is none. */
public enum CloseKind implements Labelled {
  /** No body at all: legal, and what APIs report as 1005. */
  EMPTY("empty"),
  /** 1000. */
  NORMAL("normal"),
  /** 1001. */
  GOING_AWAY("going_away"),
  /** 1002. */
  PROTOCOL_ERROR("protocol_error"),
  /** 1003. */
  UNSUPPORTED_DATA("unsupported_data"),
  /** 1007. */
  INVALID_PAYLOAD("invalid_payload"),
  /** 1008. */
  POLICY("policy"),
  /** 1009. */
  TOO_BIG("too_big"),
  /** 1010. */
  MISSING_EXTENSION("missing_extension"),
  /** 1011. */
  INTERNAL_ERROR("internal_error"),
  /** 1012. */
  SERVICE_RESTART("service_restart"),
  /** 1013. */
  TRY_AGAIN_LATER("try_again_later"),
  /** 1014. */
  BAD_GATEWAY("bad_gateway"),
  /** 1004, 1005, 1006 or 1015 on the wire, where they must never be. */
  RESERVED("reserved"),
  /** 1016-2999: belongs to the protocol and its extensions, and nobody has defined it. */
  UNASSIGNED("unassigned"),
  /** 3000-3999: registered with IANA by libraries and frameworks. */
  REGISTERED("registered"),
  /** 4000-4999: for the application's own use. */
  PRIVATE("private"),
  /** 0-999 and 5000-65535: no Close may carry it. */
  OUT_OF_RANGE("out_of_range"),
  /** A Close whose form is broken: one byte, too long, fragmented, reserved bits, bad UTF-8. */
  MALFORMED("malformed"),
  /** A connection that ended with no Close: what APIs report as 1006. */
  ABNORMAL("abnormal"),
  /** A connection whose end could not be told from what was certain. */
  UNOBSERVED("unobserved");

  private final String label;

  CloseKind(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns whether RFC 6455 section 7.4 lets an endpoint send a Close of this kind. */
  public boolean legal() {
    return switch (this) {
      case RESERVED, UNASSIGNED, OUT_OF_RANGE, MALFORMED, ABNORMAL, UNOBSERVED -> false;
      default -> true;
    };
  }

  /** Returns whether a frame can be of this kind: all but the two that stand for no Close. */
  public boolean onWire() {
    return this != ABNORMAL && this != UNOBSERVED;
  }
}
