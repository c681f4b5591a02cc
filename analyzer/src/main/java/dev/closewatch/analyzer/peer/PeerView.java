package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A peer at one moment.
 *
 * @param id who it is
 * @param opened connections since it is remembered
 * @param open connections open now
 * @param closes ended connections since it is remembered, by kind, whoever began the end
 * @param shared whether many seem to stand behind it, so that it is flagged for nothing that is
 *     counted
 * @param firstSeen when it was first seen, or seen anew after it had been forgotten
 * @param lastSeen its latest opening or end
 * @param flags those that stand, by rule
 */
public record PeerView(
    PeerId id,
    long opened,
    long open,
    Map<CloseKind, Long> closes,
    boolean shared,
    Instant firstSeen,
    Instant lastSeen,
    List<Flag> flags) {}
