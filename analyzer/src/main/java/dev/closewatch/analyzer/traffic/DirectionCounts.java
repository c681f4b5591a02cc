package dev.closewatch.analyzer.traffic;

import dev.closewatch.analyzer.vocabulary.Opcode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one sender sent.
 *
 * @param frames frames read to their last byte
 * @param messages data messages complete
 * @param bytes bytes behind the handshake, headers of frames included
 * @param byOpcode frames by opcode; opcodes that did not occur are left out
 */
public record DirectionCounts(long frames, long messages, long bytes, Map<Opcode, Long> byOpcode) {
  /** Keeps a copy of the map, in the order of the opcodes' declaration. */
  public DirectionCounts {
    Map<Opcode, Long> copy = new EnumMap<>(Opcode.class);
    copy.putAll(byOpcode);
    byOpcode = Collections.unmodifiableMap(copy);
  }
}
