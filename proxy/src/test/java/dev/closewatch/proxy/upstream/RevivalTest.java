package dev.closewatch.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.UpstreamUrl;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be reached is left out, tried again in the background, and logged once a change. */
class RevivalTest {
  private final KnownUpstreams known = new KnownUpstreams();
  private final Upstreams upstreams =
      known.at(List.of(UpstreamUrl.parse("http://a:1"), UpstreamUrl.parse("http://b:2")));
  private final Upstream first = upstreams.all().get(0);
  private final Upstream second = upstreams.all().get(1);
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final List<String> dialled = new ArrayList<>();
  private final List<EmbeddedChannel> probes = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Logger logger = Logger.getLogger(Revival.class.getName());
  private final Handler collector = new Collector();
  private boolean reachable;
  private long nowMillis = 1_000_000;

  private final Revival revival =
      new Revival(
          this::dial,
          (action, afterMillis) -> waiting.add(new Waiting(action, afterMillis)),
          () -> TimeUnit.MILLISECONDS.toNanos(nowMillis),
          () -> 0L);

  private record Waiting(Runnable action, long afterMillis) {}

  private final class Collector extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void readTheLog() {
    logger.addHandler(collector);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void letTheLogBe() {
    logger.removeHandler(collector);
    logger.setUseParentHandlers(true);
  }

  private Future<Channel> dial(UpstreamUrl url) {
    dialled.add(url.authority());
    if (!reachable) {
      return ImmediateEventExecutor.INSTANCE.newFailedFuture(new ConnectException("refused"));
    }
    EmbeddedChannel channel = new EmbeddedChannel();
    probes.add(channel);
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(channel);
  }

  private long pass() {
    Waiting next = waiting.remove();
    nowMillis += next.afterMillis();
    next.action().run();
    return next.afterMillis();
  }

  private void fail(Upstream upstream) {
    revival.failed(upstream, new ConnectException("Connection refused"));
  }

  private Upstream next() {
    return upstreams.next(Upstreams.noneTried());
  }

  @Test
  void failed_one_isLeftOutUntilAProbeReachesIt() {
    fail(first);
    for (int i = 0; i < 4; i++) {
      assertThat(next()).isSameAs(second);
    }
    assertThat(List.of(pass(), pass(), pass())).containsExactly(1_000L, 2_000L, 4_000L);
    assertThat(first.leftOut()).isTrue();
    reachable = true;
    assertThat(pass()).isEqualTo(8_000L);

    assertThat(first.leftOut()).isFalse();
    assertThat(dialled).containsExactly("a:1", "a:1", "a:1", "a:1");
    assertThat(probes).hasSize(1).allSatisfy(probe -> assertThat(probe.isOpen()).isFalse());
    assertThat(waiting).isEmpty();
    assertThat(lines)
        .containsExactly(
            "WARNING upstream http://a:1 cannot be reached, others are asked where there are any:"
                + " Connection refused",
            "INFO upstream http://a:1 can be reached again, after 15 s");
  }

  @Test
  void failed_again_isTheSameOutage() {
    fail(first);
    fail(first);
    fail(first);

    assertThat(waiting).hasSize(1);
    assertThat(lines).hasSize(1);
  }

  @Test
  void next_allLeftOut_areTriedAllTheSame() {
    fail(first);
    fail(second);

    assertThat(List.of(next(), next())).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void reached_byAClient_isBackAtOnceAndTheProbeEnds() {
    fail(first);
    nowMillis += 5_000;
    revival.reached(first);

    assertThat(first.leftOut()).isFalse();
    pass();
    assertThat(dialled).isEmpty();
    assertThat(waiting).isEmpty();
    assertThat(lines).hasSize(2);
  }

  @Test
  void reached_withinTheFirstSecond_isNotBackYet() {
    fail(first);
    nowMillis += 999;
    revival.reached(first); // and fails again, and is reached: hundreds of lines a second
    assertThat(first.leftOut()).isTrue();
    assertThat(lines).hasSize(1);

    reachable = true;
    pass();
    assertThat(first.leftOut()).isFalse();
  }

  @Test
  void retain_others_endsTheProbesOfWhatIsForgotten() {
    fail(first);
    known.retain(List.of(second));
    pass();
    fail(first); // by a request that was on its way

    assertThat(dialled).isEmpty();
    assertThat(waiting).isEmpty();
  }

  @Test
  void at_sameUrl_isTheSameInstanceOnEachRoute() {
    Upstreams others = known.at(List.of(UpstreamUrl.parse("ws://a:1")));
    fail(first);

    assertThat(others.all()).containsExactly(first);
  }

  @Test
  void next_fewestConnections_isTakenAndEqualOnesInTurn() {
    List<Upstream> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(next());
    }
    assertThat(taken).containsExactlyInAnyOrder(first, first, second, second);

    first.taken();
    assertThat(List.of(next(), next(), next())).containsOnly(second);
    second.taken();
    second.taken();
    assertThat(List.of(next(), next(), next())).containsOnly(first);
  }
}
