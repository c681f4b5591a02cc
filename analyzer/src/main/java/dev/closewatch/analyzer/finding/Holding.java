package dev.closewatch.analyzer.finding;

/**
 * How many of all connections are a peer's.
 *
 * @param peer the identity that it is counted under, untrusted text where that is not an address
 * @param connections its connections
 */
public record Holding(String peer, long connections) {}
