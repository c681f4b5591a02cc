package dev.closewatch.proxy.outlet;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.proxy.observe.ObservedClose;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which of the closes that have nothing to tell are kept. It follows from an event's id alone, so
 * that all who have the same event decide alike, and a larger share keeps all that a smaller one
 * does.
 */
final class Sampling {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final double ALL = 0x1p53;

  private final Map<CloseKind, Double> shares = new EnumMap<>(CloseKind.class);

  /** Takes the share that is kept, above 0 and at most 1, by the label of a close kind. */
  Sampling(Map<String, Double> shares) {
    for (CloseKind kind : CloseKind.values()) {
      Double share = shares.get(kind.label());
      if (share != null) {
        this.shares.put(kind, share);
      }
    }
  }

  /** Returns how many closes this one stands for, or 0 if it is left out. */
  double weight(ObservedClose close) {
    Double share = shares.get(close.event().kind());
    if (share == null || hasSomethingToTell(close)) {
      return 1;
    }
    return place(close.event().opening().id()) < share ? 1 / share : 0;
  }

  private static boolean hasSomethingToTell(ObservedClose close) {
    CloseEvent event = close.event();
    return !event.clean()
        || !close.flags().isEmpty()
        || !event.violations().isEmpty()
        || !event.unreadable().isEmpty()
        || event.policy() != null;
  }

  /**
   * Returns where an id falls in 0 to 1: FNV-1a, then mixed, for ids differ in their last digit.
   */
  static double place(String id) {
    long hash = FNV_OFFSET;
    for (byte each : id.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return ((hash ^ (hash >>> 33)) >>> 11) / ALL;
  }
}
