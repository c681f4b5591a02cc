package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connects one event loop to the instances of any route; used on that loop only. */
public final class Connector {
  private static final SeldomLog OWN_FAULTS = new SeldomLog(Connector.class);

  private final Function<UpstreamUrl, Future<Channel>> dialer;
  private final Revival revival;
  private final long patienceNanos;

  /**
   * Prepares for a loop.
   *
   * @param dialer connects on the loop, with nothing in the new channel's pipeline
   * @param timeoutMillis of one attempt; after twice as long a request tries no further instance
   */
  public Connector(
      EventLoop loop, Function<UpstreamUrl, Future<Channel>> dialer, long timeoutMillis) {
    this.dialer = dialer;
    patienceNanos = 2 * TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    revival =
        new Revival(
            dialer,
            (action, afterMillis) -> loop.schedule(action, afterMillis, TimeUnit.MILLISECONDS),
            System::nanoTime,
            new Random());
  }

  /** A connection to an instance; it counts as one of its connections until the channel closes. */
  public record Leg(Upstream upstream, Channel channel) {}

  /** Who asked for a connection. */
  public interface Client {
    /** There is one; nothing has been read from it. */
    void connected(Leg leg);

    /** An instance has not been connected to in time; the next one may be tried. */
    void late();

    /** None can be reached; this one was the last to be tried. */
    void unreachable(Upstream last);
  }

  /** Connects to the best instance, or else to the next best; there is at least one. */
  public void connect(Upstreams upstreams, Client client) {
    Set<Upstream> tried = Upstreams.noneTried();
    Upstream first = upstreams.next(tried);
    if (first == null) {
      throw new IllegalArgumentException("a route that leads nowhere");
    }
    connect(new Attempt(upstreams, client, tried, System.nanoTime()), first);
  }

  /** An instance that had been connected to wants nothing to do with us. */
  public void refused(Upstream upstream, Throwable cause) {
    revival.failed(upstream, cause);
  }

  private record Attempt(
      Upstreams upstreams, Client client, Set<Upstream> tried, long sinceNanos) {}

  private void connect(Attempt attempt, Upstream upstream) {
    upstream.taken();
    dialer
        .apply(upstream.url())
        .addListener(
            (Future<Channel> connecting) -> {
              if (connecting.isSuccess()) {
                connecting.getNow().closeFuture().addListener(closed -> upstream.released());
                revival.reached(upstream);
                attempt.client().connected(new Leg(upstream, connecting.getNow()));
              } else {
                if (connecting.cause() instanceof ConnectTimeoutException) {
                  attempt.client().late();
                }
                upstream.released();
                failed(attempt, upstream, connecting.cause());
              }
            });
  }

  /** Refusals are quick, and all instances are asked; of those that do not answer, two. */
  private void failed(Attempt attempt, Upstream upstream, Throwable cause) {
    String lack = ownLack(cause);
    if (lack != null) { // the instance was not even asked, and another one could not be either
      OWN_FAULTS.log("no connection to any service can be opened for now: {0}", lack);
      attempt.client().unreachable(upstream);
      return;
    }
    revival.failed(upstream, cause);
    attempt.tried().add(upstream);
    boolean late = System.nanoTime() - attempt.sinceNanos() >= patienceNanos;
    Upstream next = late ? null : attempt.upstreams().next(attempt.tried());
    if (next == null) {
      attempt.client().unreachable(upstream);
    } else {
      connect(attempt, next);
    }
  }

  /** Returns what this process itself is out of, or null; each transport wraps it otherwise. */
  private static @Nullable String ownLack(@Nullable Throwable cause) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      String message = one.getMessage();
      if (message != null && message.contains("Too many open files")) {
        return message;
      }
    }
    return null;
  }
}
