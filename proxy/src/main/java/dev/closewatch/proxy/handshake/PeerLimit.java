package dev.closewatch.proxy.handshake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many connections one peer may have at once, over all event loops: handshakes under way and
 * tunnels. Only peers that have one are remembered, so there are never more entries than
 * connections.
 */
public final class PeerLimit {
  private static final Place NOT_COUNTED = new Place(null, "");

  private final int most;
  private final Map<String, Integer> connections = new ConcurrentHashMap<>();

  private PeerLimit(int most) {
    this.most = most;
  }

  /** Allows each peer so many. */
  public static PeerLimit of(int most) {
    return new PeerLimit(most);
  }

  /** Allows any number, and counts none. */
  public static PeerLimit none() {
    return new PeerLimit(Integer.MAX_VALUE);
  }

  /** Returns a place for one more connection of the peer, or null if it has as many as it may. */
  @Nullable Place enter(String peer) {
    if (most == Integer.MAX_VALUE) {
      return NOT_COUNTED;
    }
    boolean[] entered = {false};
    connections.compute(
        peer,
        (same, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < most;
          return entered[0] ? before + 1 : count;
        });
    return entered[0] ? new Place(this, peer) : null;
  }

  private void leave(String peer) {
    connections.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1);
  }

  /** Returns how many peers are remembered. */
  int peers() {
    return connections.size();
  }

  /** A connection that counts until it leaves; used on one event loop. */
  static final class Place {
    private final String peer;
    private @Nullable PeerLimit limit;

    private Place(@Nullable PeerLimit limit, String peer) {
      this.limit = limit;
      this.peer = peer;
    }

    /** Returns whether it has to leave at some time. */
    boolean counts() {
      return limit != null;
    }

    /** Counts no longer; a second time does nothing. */
    void leave() {
      PeerLimit counted = limit;
      if (counted != null) {
        limit = null;
        counted.leave(peer);
      }
    }
  }
}
