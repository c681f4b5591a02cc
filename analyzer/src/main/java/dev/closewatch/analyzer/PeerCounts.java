package dev.closewatch.analyzer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.sketch.DistinctWindows;
import dev.closewatch.analyzer.sketch.HeavyHitters;
import dev.closewatch.analyzer.sketch.HeavyItem;
import dev.closewatch.analyzer.sketch.ItemHash;
import dev.closewatch.analyzer.sketch.Window;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PeerCount;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many different peers of each side sent empty Closes or were closed on for policy, and which
 * of them most; in a bounded memory that does not grow with the number of peers.
 */
final class PeerCounts {
  private record Sketches(DistinctWindows distinct, HeavyHitters heavy) {
    void add(String peer, long nowNanos) {
      distinct.add(peer, nowNanos);
      heavy.add(peer, nowNanos);
    }
  }

  private final Map<PeerCount, Map<Sender, Sketches>> all = new EnumMap<>(PeerCount.class);

  PeerCounts(ItemHash hash, long nowNanos) {
    for (PeerCount what : PeerCount.values()) {
      Map<Sender, Sketches> sides = new EnumMap<>(Sender.class);
      for (Sender side : Sender.values()) {
        sides.put(
            side,
            new Sketches(new DistinctWindows(hash, nowNanos), new HeavyHitters(hash, nowNanos)));
      }
      all.put(what, sides);
    }
  }

  void closed(CloseEvent event) {
    Sender replier = event.replier();
    if (replier == null) {
      return;
    }
    long nanos = event.opening().openedNanos() + event.durationNanos();
    if (event.kind() == CloseKind.EMPTY) {
      Sender starter = event.initiator() == Initiator.CLIENT ? Sender.CLIENT : Sender.SERVICE;
      of(PeerCount.EMPTY, starter).add(name(event.opening(), starter), nanos);
    }
    if (event.policy() != null) {
      of(PeerCount.POLICY, replier).add(name(event.opening(), replier), nanos);
    }
  }

  long distinct(PeerCount what, Sender side, Window window, long nowNanos) {
    return of(what, side).distinct().count(window, nowNanos);
  }

  List<HeavyItem> heaviest(PeerCount what, Sender side, int most, Window window, long nowNanos) {
    return of(what, side).heavy().top(most, window, nowNanos);
  }

  private Sketches of(PeerCount what, Sender side) {
    Map<Sender, Sketches> sides = all.get(what);
    Sketches sketches = sides == null ? null : sides.get(side);
    if (sketches == null) {
      throw new IllegalStateException("nothing is counted for " + what + " " + side);
    }
    return sketches;
  }

  private static String name(Opening opening, Sender side) {
    return side == Sender.CLIENT ? opening.client().peer() : opening.service().peer();
  }
}
