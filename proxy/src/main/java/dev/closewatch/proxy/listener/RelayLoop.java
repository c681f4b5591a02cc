package dev.closewatch.proxy.listener;

import dev.closewatch.proxy.handshake.Handshakes;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.RouteObserver;
import dev.closewatch.proxy.relay.DrainPlan;
import dev.closewatch.proxy.relay.OpenTunnels;
import dev.closewatch.proxy.tls.ServerTls;
import dev.closewatch.proxy.upstream.Connector;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop: it listens on the shared port, and what it accepts stays on it, with its leg to
 * the service, until the end.
 */
public final class RelayLoop extends VerticleBase {
  private static final long SWEEP_MILLIS = 1_000;
  private static final long LAG_MILLIS = 500;

  private final InetSocketAddress address;
  private final LoopSettings settings;
  private final Function<String, RouteObserver> observers;
  private final LongConsumer lagNanos;
  private final OpenTunnels tunnels;
  private @Nullable Channel listener;
  private @Nullable Handshakes handshakes;
  private @Nullable LoopDrain drain;
  private @Nullable Context loop;
  private long sweptNanos;

  /**
   * Prepares a loop; it runs once it is deployed.
   *
   * @param address where to listen, beside the other loops
   * @param observers told of what happens, on this loop alone, by the name of the route
   * @param lagNanos told twice a second how late this loop is
   */
  public RelayLoop(
      InetSocketAddress address,
      LoopSettings settings,
      Function<String, RouteObserver> observers,
      LongConsumer lagNanos) {
    this.address = address;
    this.settings = settings;
    this.observers = observers;
    this.lagNanos = lagNanos;
    tunnels = new OpenTunnels(settings.relay(), settings.taps(), settings.admission().shedding());
  }

  @Override
  public Future<?> start() {
    loop = context;
    LoopSockets sockets =
        LoopSockets.on(context, settings.sockets(), settings.tls().withUpstreams());
    Connector connector =
        new Connector(sockets.loop(), sockets::dial, settings.sockets().connectTimeoutMillis());
    Handshakes accepting =
        new Handshakes(
            settings.handshake(),
            settings.trustedProxies(),
            connector,
            tunnels,
            observers,
            settings.routes(),
            settings.admission(),
            settings.ids());
    handshakes = accepting;
    drain = new LoopDrain(vertx, accepting, tunnels);
    sweptNanos = System.nanoTime();
    vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep(accepting, System.nanoTime()));
    measureLag(System.nanoTime());
    Promise<Void> listening = Promise.promise();
    sockets
        .listen(address, accepted(accepting))
        .addListener(
            (ChannelFuture bound) -> {
              listener = bound.channel();
              if (bound.isSuccess()) {
                listening.complete();
              } else {
                listening.fail(bound.cause());
              }
            });
    return listening.future();
  }

  private Consumer<Channel> accepted(Handshakes accepting) {
    ServerTls tls = settings.tls().withClients();
    return tls == null
        ? accepting::accept
        : client -> {
          tls.secure(client);
          accepting.accept(client);
        };
  }

  /**
   * Ends what has been silent for too long, unless this loop has just been held up: what was said
   * meanwhile has not been read yet. The sweeps that were missed come all at once, so too soon is
   * too late as well.
   */
  private void sweep(Handshakes accepting, long nowNanos) {
    long sweepNanos = TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS);
    boolean inTime = Math.abs(nowNanos - sweptNanos - sweepNanos) < sweepNanos / 2;
    sweptNanos = nowNanos;
    if (inTime) {
      tunnels.sweep(nowNanos);
      accepting.sweep(nowNanos);
    }
  }

  private void measureLag(long startNanos) {
    vertx.setTimer(
        LAG_MILLIS,
        timer -> {
          long now = System.nanoTime();
          lagNanos.accept(
              Math.max(0, now - startNanos - TimeUnit.MILLISECONDS.toNanos(LAG_MILLIS)));
          measureLag(now);
        });
  }

  /**
   * Has what comes from now on follow other settings, leaving open connections alone; from any
   * thread. There has to be an observer for each route. Those of sockets, and what loops share,
   * stay as they are.
   */
  public Future<Void> use(LoopSettings other) {
    Promise<Void> used = Promise.promise();
    started(loop)
        .runOnContext(
            ignored -> {
              started(handshakes).use(other.handshake(), other.trustedProxies());
              started(handshakes).use(other.routes());
              tunnels.use(other.relay());
              used.complete();
            });
    return used.future();
  }

  /** Returns the port that is listened on; once it is deployed. */
  public int port() {
    return ((InetSocketAddress) started(listener).localAddress()).getPort();
  }

  /** Returns at most so many open connections; from any thread. */
  public Future<List<OpenConnection>> view(int limit) {
    Promise<List<OpenConnection>> view = Promise.promise();
    started(loop).runOnContext(ignored -> view.complete(tunnels.view(limit)));
    return view.future();
  }

  /** Listens no longer, once what has connected is accepted; from any thread. */
  public Future<Void> stopListening() {
    Promise<Void> stopped = Promise.promise();
    started(loop)
        .runOnContext(
            ignored -> {
              started(handshakes).drain(); // who is told to come again finds the port closed
              LastAccepts.close(started(listener)).addListener(closed -> stopped.complete());
            });
    return stopped.future();
  }

  /** Ends the connection with this id; returns whether it is open on this loop; from any thread. */
  public Future<Boolean> end(String id) {
    Promise<Boolean> found = Promise.promise();
    started(loop).runOnContext(ignored -> found.complete(tunnels.end(id)));
    return found.future();
  }

  /**
   * Ends what is open, or does it by another plan from now on; from any thread.
   *
   * @return completed when nothing is open any more, or time is up
   */
  public Future<Void> drain(DrainPlan plan) {
    Promise<Void> quiet = Promise.promise();
    started(loop).runOnContext(ignored -> started(drain).by(plan).onComplete(quiet));
    return quiet.future();
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the loop has not been started");
    }
    return part;
  }
}
