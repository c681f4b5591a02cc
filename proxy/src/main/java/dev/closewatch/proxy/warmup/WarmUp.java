package dev.closewatch.proxy.warmup;

import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.RoutesConfig;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.handshake.Admission;
import dev.closewatch.proxy.handshake.ConnectionLimit;
import dev.closewatch.proxy.handshake.EventIds;
import dev.closewatch.proxy.handshake.PeerLimit;
import dev.closewatch.proxy.listener.LoopSettings;
import dev.closewatch.proxy.listener.RelayLoop;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.Shedding;
import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.route.Routes;
import dev.closewatch.proxy.upstream.KnownUpstreams;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Exercises the relay before anybody needs it, so that the JVM has compiled it when the first crowd
 * comes.
 *
 * <pre>
 *   Crowd: clients --> RelayLoop on 127.0.0.1:0 --> Crowd: their service
 *                          |
 *                       meters and a watch of its own, thrown away at the end
 * </pre>
 *
 * <p>The code that runs is that of real connections; everything that it writes to is private. So
 * nothing of it is in metrics, events, peers or findings, and no upstream hears of it.
 */
public final class WarmUp {
  private static final Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final long LIMIT_SECONDS = 5;

  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Vertx vertx;
  private final LoopSettings like;
  private final ProxyConfig config;
  private final Function<Watch, EventSink> sink;
  private final BooleanSupplier needless;
  private final Crowd crowd;
  private volatile boolean ended;

  private WarmUp(
      Vertx vertx,
      LoopSettings like,
      ProxyConfig config,
      Function<Watch, EventSink> sink,
      BooleanSupplier needless)
      throws IOException {
    this.vertx = vertx;
    this.like = like;
    this.config = config;
    this.sink = sink;
    this.needless = needless;
    crowd = new Crowd();
  }

  /**
   * Starts it on a thread of its own.
   *
   * @param vertx for this alone; it is closed at the end
   * @param like the settings of the loops that it is for
   * @param mostNanos it ends after this time, or before, when there is little left to compile
   * @param sink what stands between meters and watch
   * @param needless asked often; once it is true the warm-up ends
   */
  public static WarmUp start(
      Vertx vertx,
      LoopSettings like,
      ProxyConfig config,
      long mostNanos,
      Function<Watch, EventSink> sink,
      BooleanSupplier needless)
      throws IOException {
    WarmUp warmUp = new WarmUp(vertx, like, config, sink, needless);
    Thread thread = new Thread(() -> warmUp.run(mostNanos), "closewatch-warmup");
    thread.setDaemon(true);
    thread.start();
    return warmUp;
  }

  /** Returns what is completed when it has ended, however it went. */
  public CompletableFuture<Void> done() {
    return done;
  }

  /** Ends it at once; from any thread. */
  public void end() {
    ended = true;
    try {
      crowd.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a socket of the warm-up failed", e);
    }
  }

  private void run(long mostNanos) {
    Watch watch = new Watch(config.watch(), List.of());
    List<String> routes = List.of(RoutesConfig.DEFAULT_ROUTE);
    ProxyMeters meters =
        new ProxyMeters(routes, 1, config.listedCodes(), "", "", sink.apply(watch));
    try {
      RelayLoop loop =
          new RelayLoop(
              new InetSocketAddress(crowd.address(), 0),
              settings(),
              route -> meters.observer(0, route),
              nanos -> {});
      vertx
          .deployVerticle(loop)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      rounds(loop.port(), mostNanos);
    } catch (IOException | RuntimeException | ExecutionException | TimeoutException e) {
      // Not worth a word to the user: the proxy works, it is only slower at first.
      LOG.log(Level.DEBUG, "the warm-up has ended before its time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
      vertx.close().onComplete(closed -> watch.close());
      meters.close();
      done.complete(null);
    }
  }

  private void rounds(int port, long mostNanos) throws IOException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    boolean tells = compiler != null && compiler.isCompilationTimeMonitoringSupported();
    Pace pace = null;
    for (int round = 0; !ended && !needless.getAsBoolean(); round++) {
      // Without a figure, one that grows fast: then time alone decides.
      long now = System.nanoTime();
      long compiled = tells ? compiler.getTotalCompilationTime() : now / 1_000_000;
      if (pace == null) {
        pace = new Pace(now, mostNanos, compiled);
      } else if (pace.enough(now, compiled)) {
        return;
      }
      crowd.round(port, Ending.ALL.get(round % Ending.ALL.size()));
    }
  }

  private LoopSettings settings() {
    return new LoopSettings(
        like.sockets(),
        like.handshake(),
        like.trustedProxies(),
        like.relay(),
        like.taps(),
        Routes.to(
            new Route(
                like.routes().home().name(),
                new KnownUpstreams().at(List.of(UpstreamUrl.parse("http://" + crowd.service()))),
                like.routes().home().causes())),
        new Admission(
            new ConnectionLimit(4 * Crowd.CONNECTIONS),
            PeerLimit.none(),
            false,
            new Shedding(List.of())),
        new EventIds(),
        like.tls().withoutClients());
  }
}
