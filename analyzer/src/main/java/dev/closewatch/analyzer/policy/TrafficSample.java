package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TrafficShape} shows at one moment. Messages are those complete by then, bytes those
 * of their payloads.
 *
 * @param messages1s messages of the last second
 * @param messages10s messages of the last ten seconds
 * @param bytes1s their bytes
 * @param bytes10s their bytes
 * @param messages messages since the opening
 * @param bytes their bytes
 * @param lastOpcode text or binary, as the last message was, or null before the first
 * @param lastBytes the size of the last message, 0 before the first
 * @param ageNanos since the opening
 * @param sinceLastNanos since the last message, or null before the first
 */
public record TrafficSample(
    long messages1s,
    long messages10s,
    long bytes1s,
    long bytes10s,
    long messages,
    long bytes,
    @Nullable Opcode lastOpcode,
    long lastBytes,
    long ageNanos,
    @Nullable Long sinceLastNanos) {

  /** Messages a second before the last second; 0 where there was no second before it. */
  public double averageBefore() {
    double secondsBefore = (ageNanos - TrafficShape.SECOND_NANOS) / 1e9;
    return secondsBefore < 1 ? 0 : (messages - messages1s) / secondsBefore;
  }
}
