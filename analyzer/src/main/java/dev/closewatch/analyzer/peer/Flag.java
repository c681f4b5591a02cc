package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.Rule;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a peer is flagged for.
 *
 * @param rule the rule
 * @param firstSeen when it was raised
 * @param lastSeen the last offence
 * @param count offences: those within the window when it was raised, and all that came after
 * @param evidence figures and words by name, in the order to show them: numbers, texts (untrusted
 *     ones bounded) and lists of texts
 */
public record Flag(
    Rule rule, Instant firstSeen, Instant lastSeen, long count, Map<String, Object> evidence) {
  /** Keeps a copy of the evidence. */
  public Flag {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }
}
