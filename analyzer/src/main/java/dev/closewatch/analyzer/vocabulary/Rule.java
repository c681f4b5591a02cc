package dev.closewatch.analyzer.vocabulary;

/** What a peer can be flagged for. */
public enum Rule implements Labelled {
  /** Starts most of its closes with an empty Close, though its stack does not by default. */
  EMPTY_CLOSE_HABIT("empty_close_habit"),
  /** Is closed on for policy again and again. */
  POLICY_OFFENDER("policy_offender"),
  /** Comes back at once after each policy close. */
  POLICY_LOOP("policy_loop"),
  /** Started a close with a code or a form that must not be on the wire. */
  ILLEGAL_CLOSE("illegal_close"),
  /** Violates the protocol in other ways, in several connections. */
  PROTOCOL_VIOLATOR("protocol_violator"),
  /** Ends most of its connections with no Close. */
  VANISHER("vanisher"),
  /** Leaves Closes unanswered though it could answer. */
  IGNORES_CLOSE("ignores_close"),
  /** Ends short connections and opens new ones at once, many times. */
  RECONNECT_STORM("reconnect_storm");

  private final String label;

  Rule(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
