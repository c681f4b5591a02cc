package dev.closewatch.analyzer.finding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Samples of the closes of a window of time: the newest ones, and of each peer its newest few, so
 * that no peer alone can make up a picture.
 */
final class NewestSamples<S extends NewestSamples.Sample> {
  private final int most;
  private final Set<S> all = new LinkedHashSet<>();
  private final Map<String, Deque<S>> byPeer = new HashMap<>();

  /** Of a close; each is only equal to itself. */
  abstract static class Sample {
    private final Moment moment;
    private final String peer;

    Sample(Moment moment, String peer) {
      this.moment = moment;
      this.peer = peer;
    }

    final Moment moment() {
      return moment;
    }

    final long nanos() {
      return moment.nanos();
    }

    final String peer() {
      return peer;
    }
  }

  NewestSamples(int most) {
    this.most = most;
  }

  /** Takes one more, and gives up older ones where there are too many. */
  void add(S sample, int mostOfOnePeer) {
    Deque<S> samePeer = byPeer.get(sample.peer());
    while (samePeer != null && samePeer.size() >= mostOfOnePeer) {
      remove(samePeer.element());
      samePeer = byPeer.get(sample.peer());
    }
    S oldest = oldest();
    if (oldest != null && all.size() >= most) {
      remove(oldest);
    }
    all.add(sample);
    byPeer.computeIfAbsent(sample.peer(), peer -> new ArrayDeque<>(2)).add(sample);
  }

  /** Gives up those from before this moment. */
  void forgetBefore(long nanos) {
    S oldest = oldest();
    while (oldest != null && oldest.nanos() - nanos < 0) {
      remove(oldest);
      oldest = oldest();
    }
  }

  /** Returns them in the order in which they came. */
  List<S> all() {
    return new ArrayList<>(all);
  }

  private @Nullable S oldest() {
    Iterator<S> oldestFirst = all.iterator();
    return oldestFirst.hasNext() ? oldestFirst.next() : null;
  }

  private void remove(S sample) {
    all.remove(sample);
    Deque<S> samePeer = byPeer.get(sample.peer());
    if (samePeer != null) {
      samePeer.remove(sample);
      if (samePeer.isEmpty()) {
        byPeer.remove(sample.peer());
      }
    }
  }
}
