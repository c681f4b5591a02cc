package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.OneLine;
import dev.closewatch.proxy.config.UpstreamUrl;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Leaves instances out that cannot be reached, and tries them again in the background until they
 * can: no client waits for such an attempt. Used on one event loop, which tries those whose failure
 * it was the first to see.
 *
 * <pre>
 *   a connect fails --> left out, one log line --> pause --> connect, and close at once
 *                                                    ^           | fails: twice the pause
 *                                                    +-----------+
 *                                                                | succeeds, or a client has
 *                                                                v
 *                                                          back, one log line
 * </pre>
 */
final class Revival {
  private static final Logger LOG = System.getLogger(Revival.class.getName());

  private final Function<UpstreamUrl, Future<Channel>> dialer;
  private final Later later;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;

  /** Runs something on the loop, some time later. */
  interface Later {
    void run(Runnable action, long afterMillis);
  }

  Revival(
      Function<UpstreamUrl, Future<Channel>> dialer,
      Later later,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.dialer = dialer;
    this.later = later;
    this.nanoClock = nanoClock;
    this.random = random;
  }

  /** An instance has not been reached. */
  void failed(Upstream upstream, @Nullable Throwable cause) {
    Upstream.Outage begun = upstream.failed(nanoClock.getAsLong());
    if (begun != null) {
      LOG.log(
          Level.WARNING,
          "upstream {0} cannot be reached, others are asked where there are any: {1}",
          upstream.url(),
          reason(cause));
      tryLater(upstream, begun, new Backoff(random));
    }
  }

  /** An instance has been reached. */
  void reached(Upstream upstream) {
    long nowNanos = nanoClock.getAsLong();
    Upstream.Outage ended = upstream.reached(nowNanos);
    if (ended != null) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(ended.nanos(nowNanos));
      LOG.log(
          Level.INFO,
          "upstream {0} can be reached again, after {1} s",
          upstream.url(),
          Long.toString(seconds));
    }
  }

  private void tryLater(Upstream upstream, Upstream.Outage outage, Backoff backoff) {
    later.run(() -> tryAgain(upstream, outage, backoff), backoff.nextMillis());
  }

  private void tryAgain(Upstream upstream, Upstream.Outage outage, Backoff backoff) {
    if (!upstream.lasts(outage)) {
      return; // a client has reached it, or no route leads there any more
    }
    dialer
        .apply(upstream.url())
        .addListener(
            (Future<Channel> connecting) -> {
              if (connecting.isSuccess()) {
                connecting.getNow().close();
                reached(upstream);
              }
              if (upstream.lasts(outage)) {
                tryLater(upstream, outage, backoff);
              }
            });
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : OneLine.of(message.lines().findFirst().orElse(""));
  }
}
