package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Ended connections by kind; takes no room for the kinds, nearly all, that a peer never had. */
@SuppressWarnings("EnumOrdinal") // never leaves this object
final class KindCounts {
  private static final long[] NONE = {};
  private static final int KIND_BITS = 8;
  private static final long ONE = 1L << KIND_BITS;

  /** The count, and in the lowest byte the kind. */
  private long[] counts = NONE;

  void add(CloseKind kind) {
    for (int i = 0; i < counts.length; i++) {
      if (kindOf(counts[i]) == kind) {
        counts[i] += ONE;
        return;
      }
    }
    counts = Arrays.copyOf(counts, counts.length + 1);
    counts[counts.length - 1] = ONE | kind.ordinal();
  }

  Map<CloseKind, Long> byKind() {
    Map<CloseKind, Long> byKind = new EnumMap<>(CloseKind.class);
    for (long count : counts) {
      byKind.put(kindOf(count), count >>> KIND_BITS);
    }
    return byKind;
  }

  private static CloseKind kindOf(long count) {
    return CloseKind.values()[(int) count & (1 << KIND_BITS) - 1];
  }
}
