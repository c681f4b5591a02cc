package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.Labelled;

/** What became of an upgrade attempt; each has exactly one. */
public enum HandshakeOutcome implements Labelled {
  /** The upstream's valid 101 was written to a client that was still there. */
  UPGRADED("upgraded"),
  /** The upstream answered, but not with 101. */
  REFUSED("refused"),
  /** No connection to the upstream: refused, unknown name, or not in time. Answered 502. */
  UNREACHABLE("unreachable"),
  /** Connected, but no answer in time. Answered 504. */
  TIMEOUT("timeout"),
  /** An invalid 101, a head that cannot be read, or an end before it. Answered 502. */
  BAD_RESPONSE("bad_response"),
  /** The client's request was answered by the proxy itself: 400, 408 or 431. */
  BAD_REQUEST("bad_request"),
  /** A limit of the proxy: 503 or 429. */
  OVER_LIMIT("over_limit"),
  /** The client left before its answer. */
  CLIENT_GONE("client_gone");

  private final String label;

  HandshakeOutcome(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
