package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Instant;
import java.util.Map;

/**
 * A peer has been flagged.
 *
 * @param id unique among all events
 * @param at wall time
 * @param peer the identity that it is counted under
 * @param side what the peer is: a client or a service instance
 * @param rule what it is flagged for
 * @param count offences up to now
 * @param evidence figures and words by name, in the order to show them: numbers, texts (untrusted
 *     ones bounded) and lists of texts
 */
public record FlagEvent(
    String id,
    Instant at,
    String peer,
    Sender side,
    Rule rule,
    long count,
    Map<String, Object> evidence) {}
