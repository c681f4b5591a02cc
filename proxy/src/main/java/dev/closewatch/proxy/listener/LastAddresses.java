package dev.closewatch.proxy.listener;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The addresses that a name had when it was asked for last, and in which order to try them: each
 * connection begins with the next one, and those that have just failed come last. Used on one event
 * loop.
 */
final class LastAddresses {
  /** A name with more is cut. */
  private static final int MOST = 64;

  /** While nobody answers, they stand in for the answer so long. */
  private static final long USABLE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final long FAILURE_COUNTS_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<InetSocketAddress, Long> failures = new HashMap<>(2);
  private List<InetSocketAddress> addresses = List.of();
  private long answeredNanos;
  private int turn;

  /** The name has been resolved. */
  void answered(List<InetSocketAddress> now, long nowNanos) {
    addresses = List.copyOf(now.subList(0, Math.min(MOST, now.size())));
    answeredNanos = nowNanos;
    failures.keySet().retainAll(addresses);
  }

  /** The name is no more: what it led to may be somebody else's by now. */
  void gone() {
    addresses = List.of();
    failures.clear();
  }

  /** Returns whether they can be used without having asked. */
  boolean usable(long nowNanos) {
    return !addresses.isEmpty() && nowNanos - answeredNanos < USABLE_NANOS;
  }

  /** It has not been possible to connect to this one. */
  void failed(InetSocketAddress address, long nowNanos) {
    failures.put(address, nowNanos);
  }

  /** It has. */
  void reached(InetSocketAddress address) {
    failures.remove(address);
  }

  /** Returns all of them, in the order to try them. */
  List<InetSocketAddress> inOrder(long nowNanos) {
    int count = addresses.size();
    if (count < 2) {
      return addresses;
    }
    int first = Math.floorMod(turn++, count);
    List<InetSocketAddress> order = new ArrayList<>(count);
    List<InetSocketAddress> failed = new ArrayList<>(0);
    for (int i = 0; i < count; i++) {
      InetSocketAddress address = addresses.get((first + i) % count);
      Long at = failures.get(address);
      (at != null && nowNanos - at < FAILURE_COUNTS_NANOS ? failed : order).add(address);
    }
    order.addAll(failed);
    return order;
  }
}
