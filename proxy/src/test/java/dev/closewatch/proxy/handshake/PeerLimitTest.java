package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** The count of each peer, from several event loops. */
class PeerLimitTest {
  private static final int PEERS = 5;
  private static final int MOST = 7;

  @Test
  void enter_onceTooOften_isRefusedUntilOneHasLeft() {
    PeerLimit limit = PeerLimit.of(2);
    PeerLimit.Place first = limit.enter("a");
    assertThat(limit.enter("a")).isNotNull();
    assertThat(limit.enter("a")).isNull();
    assertThat(limit.enter("b")).isNotNull();

    first.leave();
    assertThat(limit.enter("a")).isNotNull();
    assertThat(limit.enter("a")).isNull();
  }

  @Test
  void leave_twice_countsOnce() {
    PeerLimit limit = PeerLimit.of(2);
    PeerLimit.Place first = limit.enter("a");
    limit.enter("a");
    first.leave();
    first.leave();

    assertThat(limit.enter("a")).isNotNull();
    assertThat(limit.enter("a")).isNull();
  }

  @Test
  void enter_withoutALimit_remembersNobody() {
    PeerLimit limit = PeerLimit.none();
    for (int i = 0; i < 1_000; i++) {
      assertThat(limit.enter("a").counts()).isFalse();
    }
    assertThat(limit.peers()).isZero();
  }

  @Test
  void anyOrder_onSeveralThreads_neverPassesTheLimitAndForgetsAllAtTheEnd() throws Exception {
    PeerLimit limit = PeerLimit.of(MOST);
    AtomicIntegerArray inside = new AtomicIntegerArray(PEERS);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> runs = new ArrayList<>();
      for (int seed = 0; seed < 4; seed++) {
        Random random = new Random(seed);
        runs.add(() -> comeAndGo(limit, inside, random));
      }
      int refused = 0;
      for (Future<Integer> run : threads.invokeAll(runs)) {
        refused += run.get();
      }
      assertThat(refused).as("the limit was met").isPositive();
    } finally {
      threads.shutdownNow();
    }
    assertThat(limit.peers()).isZero();
  }

  private static int comeAndGo(PeerLimit limit, AtomicIntegerArray inside, Random random) {
    List<PeerLimit.Place> places = new ArrayList<>();
    List<Integer> peers = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < 50_000 || !places.isEmpty(); i++) {
      int peer = random.nextInt(PEERS);
      PeerLimit.Place place = i < 50_000 && random.nextBoolean() ? limit.enter("p" + peer) : null;
      if (place != null) {
        // Behind the entry and before the leave: never more at once than are counted.
        assertThat(inside.incrementAndGet(peer)).isLessThanOrEqualTo(MOST);
        places.add(place);
        peers.add(peer);
      } else if (!places.isEmpty()) {
        int which = random.nextInt(places.size());
        inside.decrementAndGet(peers.remove(which));
        places.remove(which).leave();
      } else {
        refused++;
      }
    }
    return refused;
  }
}
