package dev.closewatch.analyzer.peer;

/** What is counted of a peer within the window. */
enum Tally {
  /** Connections that ended, whoever began it: at least as many as of each below. */
  CLOSES,
  /** Closes that it started, where its habit can be judged. */
  STARTED,
  /** Those of them that were empty. */
  STARTED_EMPTY,
  /** Policy closes on it. */
  POLICY,
  /** New connections soon behind a policy close. */
  POLICY_RETURNS,
  /** Closes that it started with a code or a form that must not be on the wire. */
  ILLEGAL,
  /** Connections in which it violated the protocol in other ways. */
  VIOLATING,
  /** Like {@link #CLOSES}, without those that were part of a mass close. */
  SETTLED,
  /** Connections that it ended with no Close. */
  VANISHED,
  /** Closes that it left unanswered. */
  IGNORED,
  /** New connections soon behind the end of a short one that it had ended. */
  STORM_RETURNS
}
