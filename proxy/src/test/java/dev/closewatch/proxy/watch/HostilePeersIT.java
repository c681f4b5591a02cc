package dev.closewatch.proxy.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.sketch.DistinctWindows;
import dev.closewatch.analyzer.sketch.Window;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PeerCount;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million peers, each another one, none of them kind: memory and figures stay within bounds. */
@Timeout(240)
class HostilePeersIT {
  private static final int PEERS = 1_000_000;
  private static final int BATCH = 8_000;

  /** What docs/peers.md says of a full table, and of all that is kept beside it. */
  private static final long MOST_BYTES = 160L << 20;

  @Test
  void a_million_peers_stay_within_the_bounds_and_the_relay_goes_on() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Watch watch = new Watch(WatchConfig.DEFAULTS, List.of());
        RawService service = new RawService();
        Proxy proxy = Proxy.inFrontOf(service.port());
        Proxy.Pair pair = proxy.open(service)) {
      Future<Long> echoes = thread.submit(() -> echo(pair, over));
      long before = usedBytes();
      for (int peer = 0; peer < PEERS; peer++) {
        opensAndCloses(watch, peer);
        if (peer % BATCH == BATCH - 1) {
          watch.ask(analyzer -> true).get(60, TimeUnit.SECONDS); // no event is to be dropped here
        }
      }
      watch.ask(analyzer -> true).get(60, TimeUnit.SECONDS);
      over.set(true);

      assertThat(watch.dropped()).isZero();
      assertThat(usedBytes() - before).isLessThan(MOST_BYTES);
      int tracked = watch.ask(analyzer -> analyzer.peers().tracked()).get(10, TimeUnit.SECONDS);
      long forgotten =
          watch.ask(analyzer -> analyzer.peers().forgotten()).get(10, TimeUnit.SECONDS);
      assertThat(tracked).isEqualTo(WatchConfig.DEFAULTS.rules().maxPeers());
      assertThat(tracked + forgotten).isEqualTo(PEERS + 1); // and the service's instance
      long distinct =
          watch
              .ask(
                  analyzer ->
                      analyzer.distinctPeers(
                          PeerCount.EMPTY, Sender.CLIENT, Window.ONE_HOUR, System.nanoTime()))
              .get(10, TimeUnit.SECONDS);
      double fourErrors = 4 * DistinctWindows.STANDARD_ERROR * PEERS;
      assertThat((double) distinct).isCloseTo(PEERS, within(fourErrors));
      assertThat(echoes.get(30, TimeUnit.SECONDS)).isPositive();
    } finally {
      over.set(true);
      thread.shutdownNow();
    }
  }

  /** Messages go to and fro all the while, and each comes back as it was. */
  private static long echo(Proxy.Pair pair, AtomicBoolean over) {
    long count = 0;
    while (!over.get()) {
      byte[] question = FrameBytes.from(Sender.CLIENT).text("message " + count).bytes();
      pair.client().send(question);
      assertThat(pair.service().read(question.length)).isEqualTo(question);
      byte[] answer = FrameBytes.from(Sender.SERVICE).text("message " + count).bytes();
      pair.service().send(answer);
      assertThat(pair.client().read(answer.length)).isEqualTo(answer);
      count++;
    }
    return count;
  }

  private static void opensAndCloses(Watch watch, int peer) {
    Opening opening =
        new Opening(
            "c-" + peer,
            null,
            new Opening.Observer("edge-1", "0.1.0"),
            "default",
            Instant.now(),
            System.nanoTime(),
            new Opening.Client("hostile peer " + peer, "192.0.2.1", "bot/" + peer),
            new Opening.Service("10.0.0.5:9000"),
            new Opening.Request("chat.example", "/", null, null, List.of()),
            ReservedBits.NONE);
    watch.opened(opening);
    watch.closed(
        SampleEvents.builder()
            .opening(opening)
            .closedAt(Instant.now())
            .duration(Duration.ofMillis(1))
            .end(Initiator.CLIENT, 1005, CloseKind.EMPTY)
            .build());
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
