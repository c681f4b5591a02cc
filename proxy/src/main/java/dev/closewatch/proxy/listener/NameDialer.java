package dev.closewatch.proxy.listener;

import dev.closewatch.proxy.config.OneLine;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connects to what is given by name, to one of the addresses that the name has now: the next in
 * turn, or else another. Used on one event loop.
 *
 * <pre>
 *   ask (the resolver answers from its cache while the answer's time lasts)
 *    +-- addresses -------------------------------> try them, within the time for a connection
 *    +-- there is no such name -------------------> fails: what it led to may be another's now
 *    +-- no answer, or one that tells nothing ----> try the last ones, up to 5 minutes old
 * </pre>
 */
final class NameDialer {
  private static final Logger LOG = System.getLogger(NameDialer.class.getName());

  /** While nobody answers, and there are addresses to use, not each connection waits for that. */
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A crowd of connections is no crowd of questions, and finds a name that is back soon. */
  private static final long FAIL_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EventLoop loop;
  private final AddressResolver<InetSocketAddress> resolver;
  private final long timeoutMillis;
  private final Map<InetSocketAddress, Name> names = new HashMap<>();

  private static final class Name {
    final LastAddresses last = new LastAddresses();
    boolean silent;

    /** Why the latest question was asked in vain, or null if it was not. */
    @Nullable String failure;

    long failureNanos;
  }

  /**
   * Prepares for a loop.
   *
   * @param timeoutMillis after so long no further address is tried, and no answer is waited for
   */
  NameDialer(EventLoop loop, AddressResolver<InetSocketAddress> resolver, long timeoutMillis) {
    this.loop = loop;
    this.resolver = resolver;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Connects to an unresolved address.
   *
   * @param connect to an address of that name
   */
  Future<Channel> dial(
      InetSocketAddress unresolved, Function<InetSocketAddress, Future<Channel>> connect) {
    Attempt attempt = new Attempt(unresolved, connect);
    attempt.begin();
    return attempt.done;
  }

  private final class Attempt {
    private final InetSocketAddress unresolved;
    private final Function<InetSocketAddress, Future<Channel>> connect;
    private final Name name;
    private final long startNanos = System.nanoTime();
    private final Promise<Channel> done = loop.newPromise();
    private boolean resolved;

    Attempt(InetSocketAddress unresolved, Function<InetSocketAddress, Future<Channel>> connect) {
      this.unresolved = unresolved;
      this.connect = connect;
      name = names.computeIfAbsent(unresolved, key -> new Name());
    }

    void begin() {
      long inVainNanos = name.last.usable(startNanos) ? ASK_AGAIN_NANOS : FAIL_AGAIN_NANOS;
      if (name.failure != null && startNanos - name.failureNanos < inVainNanos) {
        tryLast(startNanos);
        return;
      }
      ScheduledFuture<?> timer =
          loop.schedule(() -> resolved(null, null), timeoutMillis, TimeUnit.MILLISECONDS);
      resolver
          .resolveAll(unresolved)
          .addListener(
              (Future<List<InetSocketAddress>> answer) -> {
                timer.cancel(false);
                resolved(answer.getNow(), answer.cause());
              });
    }

    private void resolved(@Nullable List<InetSocketAddress> addresses, @Nullable Throwable cause) {
      if (resolved) {
        return; // too late
      }
      resolved = true;
      long nowNanos = System.nanoTime();
      if (addresses != null && !addresses.isEmpty()) {
        name.failure = null;
        tellAnswered();
        name.last.answered(addresses, nowNanos);
      } else {
        name.failure = why(cause);
        name.failureNanos = nowNanos;
        if (saysThereIsNone(cause)) {
          tellAnswered();
          name.last.gone();
        } else {
          tellSilent(name.failure);
        }
      }
      tryLast(nowNanos);
    }

    private void tryLast(long nowNanos) {
      if (name.last.usable(nowNanos)) {
        tryEach(name.last.inOrder(nowNanos), 0);
      } else {
        done.setFailure(new UnknownHostException(unresolved.getHostString() + name.failure));
      }
    }

    private void tryEach(List<InetSocketAddress> order, int index) {
      InetSocketAddress address = order.get(index);
      connect
          .apply(address)
          .addListener(
              (Future<Channel> connected) -> {
                long nowNanos = System.nanoTime();
                if (connected.isSuccess()) {
                  name.last.reached(address);
                  done.setSuccess(connected.getNow());
                  return;
                }
                name.last.failed(address, nowNanos);
                boolean late =
                    TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos) >= timeoutMillis;
                if (late || index + 1 == order.size()) {
                  done.setFailure(connected.cause());
                } else {
                  tryEach(order, index + 1);
                }
              });
    }

    private void tellAnswered() {
      if (name.silent) {
        name.silent = false;
        LOG.log(Level.INFO, "the name {0} is answered again", unresolved.getHostString());
      }
    }

    private void tellSilent(String why) {
      if (!name.silent) {
        name.silent = true;
        LOG.log(
            Level.WARNING,
            "the name {0} gets no answer{1}; the addresses of its last one count for 5 minutes",
            unresolved.getHostString(),
            why);
      }
    }
  }

  private static boolean saysThereIsNone(@Nullable Throwable cause) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (one instanceof DnsErrorCauseException error
          && error.getCode().equals(DnsResponseCode.NXDOMAIN)) {
        return true;
      }
    }
    return false;
  }

  private static String why(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "" : ": " + OneLine.of(message.lines().findFirst().orElse("").strip());
  }
}
