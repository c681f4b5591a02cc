package dev.closewatch.analyzer.peer;

import java.time.Duration;

/**
 * From where on a peer is flagged. Shares are from 0 to 1; numbers are the least that count, but
 * {@code stormReturns}, which has to be passed.
 *
 * @param maxPeers that are remembered
 * @param window that offences have to lie within
 * @param expiry a flag falls so long after the last offence
 * @param emptyCloses closes started, for empty_close_habit
 * @param emptyShare of them that are empty
 * @param policyCloses that a peer was closed on with, for policy_offender
 * @param policyShare of its closes
 * @param loopReturns policy closes that were followed by a new connection, for policy_loop
 * @param returnWithin how soon that connection has to come
 * @param illegalCloses started, for illegal_close
 * @param violatingConnections for protocol_violator
 * @param vanished connections ended with no Close, for vanisher
 * @param vanishedShare of its closes
 * @param ignoredCloses left unanswered, for ignores_close
 * @param answerTime that the peer must have had to answer
 * @param stormReturns connections soon ended and soon opened again, for reconnect_storm
 * @param stormLife a connection that lived shorter counts as soon ended
 * @param sharedUserAgents as many different ones make a peer a shared one
 * @param sharedOpen as many connections open at once make a peer a shared one
 */
public record RuleSettings(
    int maxPeers,
    Duration window,
    Duration expiry,
    int emptyCloses,
    double emptyShare,
    int policyCloses,
    double policyShare,
    int loopReturns,
    Duration returnWithin,
    int illegalCloses,
    int violatingConnections,
    int vanished,
    double vanishedShare,
    int ignoredCloses,
    Duration answerTime,
    int stormReturns,
    Duration stormLife,
    int sharedUserAgents,
    int sharedOpen) {
  /** What holds unless configured otherwise. */
  public static final RuleSettings DEFAULTS =
      new RuleSettings(
          100_000,
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          10,
          0.8,
          3,
          0.3,
          3,
          Duration.ofSeconds(10),
          1,
          3,
          10,
          0.5,
          5,
          Duration.ofSeconds(2),
          60,
          Duration.ofSeconds(10),
          3,
          50);
}
