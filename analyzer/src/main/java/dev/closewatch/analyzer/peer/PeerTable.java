package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Peers by identity, never more than a bound. A full table forgets the least telling one first:
 *
 * <pre>
 *   plain (nothing held against them) --> offenders (something is) --> flagged, and the service's own
 *   forgotten first, the longest unseen                                forgotten last
 * </pre>
 *
 * <p>So a crowd of harmless strangers, however large, pushes out strangers only.
 */
final class PeerTable {
  private final int most;
  private final Map<PeerId, Peer> plain = new LinkedHashMap<>();
  private final Map<PeerId, Peer> offenders = new LinkedHashMap<>();
  private final Map<PeerId, Peer> kept = new LinkedHashMap<>();
  private long forgotten;

  PeerTable(int most) {
    this.most = most;
  }

  /** Returns a peer that is remembered, or null. */
  @Nullable Peer find(PeerId id) {
    Peer peer = plain.get(id);
    if (peer == null) {
      peer = offenders.get(id);
    }
    return peer == null ? kept.get(id) : peer;
  }

  /** Returns a peer, made if it is not remembered; it is the one seen latest from now on. */
  Peer touch(PeerId id, Function<PeerId, Peer> make) {
    Peer peer = plain.remove(id);
    if (peer == null) {
      peer = offenders.remove(id);
    }
    if (peer == null) {
      peer = kept.remove(id);
    }
    if (peer == null) {
      makeRoom();
      peer = make.apply(id);
    }
    room(peer).put(id, peer);
    return peer;
  }

  /** What is held against the peer may have changed. */
  void reconsider(Peer peer) {
    plain.remove(peer.id);
    offenders.remove(peer.id);
    kept.remove(peer.id);
    room(peer).put(peer.id, peer);
  }

  /** Lets go of peers without a flag that have not been seen since, and that have nothing open. */
  void letGoUnseenSince(long nanos) {
    letGo(plain, nanos);
    letGo(offenders, nanos);
  }

  private static void letGo(Map<PeerId, Peer> room, long nanos) {
    Iterator<Peer> oldest = room.values().iterator();
    while (oldest.hasNext()) {
      Peer peer = oldest.next();
      if (peer.lastSeenNanos() - nanos >= 0) {
        return;
      }
      if (peer.open() == 0) {
        oldest.remove();
      }
    }
  }

  int size() {
    return plain.size() + offenders.size() + kept.size();
  }

  /** Returns how many were forgotten for want of room. */
  long forgotten() {
    return forgotten;
  }

  /** Those that have a flag, and the service's own. */
  List<Peer> kept() {
    return new ArrayList<>(kept.values());
  }

  int keptCount() {
    return kept.size();
  }

  void each(Consumer<Peer> action) {
    kept.values().forEach(action);
    offenders.values().forEach(action);
    plain.values().forEach(action);
  }

  private Map<PeerId, Peer> room(Peer peer) {
    if (peer.flagged() || peer.id.side() == Sender.SERVICE) {
      return kept;
    }
    return peer.offended() ? offenders : plain;
  }

  private void makeRoom() {
    if (size() >= most) {
      Map<PeerId, Peer> from = !plain.isEmpty() ? plain : !offenders.isEmpty() ? offenders : kept;
      Iterator<PeerId> oldest = from.keySet().iterator();
      oldest.next();
      oldest.remove();
      forgotten++;
    }
  }
}
