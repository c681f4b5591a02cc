package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.FindingName;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that the closes of all peers together say.
 *
 * @param name what it is
 * @param route the route that it is about, {@link #ALL_ROUTES} if it is about none of its own
 * @param firstSeen wall time of the close that first showed it
 * @param lastSeen wall time of the last one
 * @param evidence numbers, texts and lists of texts, in the order in which people should read them;
 *     texts that come from peers are bounded, but untrusted
 */
public record Finding(
    FindingName name,
    String route,
    Instant firstSeen,
    Instant lastSeen,
    Map<String, Object> evidence) {
  /** Stands for the route of what is about the whole process. */
  public static final String ALL_ROUTES = "*";

  /** Keeps a copy of the evidence, in its order. */
  public Finding {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }
}
