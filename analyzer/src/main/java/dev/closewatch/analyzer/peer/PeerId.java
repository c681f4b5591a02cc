package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.Sender;

/**
 * A peer, the unit that is counted and flagged.
 *
 * @param side what it is: a client, or an instance of the service
 * @param name its identity, bounded in length by whoever names it
 */
public record PeerId(Sender side, String name) {}
