package dev.closewatch.analyzer.vocabulary;

/**
 * Why a peer was closed on for violating a policy. The order matters: where two causes are equally
 * well founded, the first one stands.
 */
public enum PolicyCause implements Labelled {
  /** Too many messages, or too fast. */
  RATE("rate"),
  /** Who the peer is, or what it may do. */
  AUTH("auth"),
  /** The page that it comes from. */
  ORIGIN("origin"),
  /** The opening was incomplete, or names something unknown. */
  REQUEST("request"),
  /** A message is refused. */
  CONTENT("content"),
  /** Something is too large or too long. */
  SIZE("size"),
  /** The peer reads too slowly. */
  SLOW_CONSUMER("slow_consumer"),
  /** What this peer may use is used up. */
  QUOTA("quota"),
  /** The service itself is full. */
  CAPACITY("capacity"),
  /** Another connection took its place. */
  CONFLICT("conflict"),
  /** Idle too long, or the expected message did not come in time. */
  TIMEOUT("timeout"),
  /** Kicked, banned, moderated. */
  BANNED("banned"),
  /** The client is too old. */
  OUTDATED("outdated"),
  /** None of these can be told. */
  UNKNOWN("unknown");

  private final String label;

  PolicyCause(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
