package dev.closewatch.proxy.server;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.proxy.admin.AdminServer;
import dev.closewatch.proxy.admin.EventHistory;
import dev.closewatch.proxy.admin.EventStream;
import dev.closewatch.proxy.config.EventsConfig;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.handshake.ConnectionLimit;
import dev.closewatch.proxy.handshake.EventIds;
import dev.closewatch.proxy.handshake.HandshakeSettings;
import dev.closewatch.proxy.handshake.PeerIdentity;
import dev.closewatch.proxy.listener.ChannelTakeover;
import dev.closewatch.proxy.listener.LoopSettings;
import dev.closewatch.proxy.listener.RelayLoop;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.metrics.WatchMeters;
import dev.closewatch.proxy.observe.EventOutlet;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.observe.RelayView;
import dev.closewatch.proxy.outlet.EventFile;
import dev.closewatch.proxy.relay.RelaySettings;
import dev.closewatch.proxy.relay.Tap;
import dev.closewatch.proxy.upstream.Upstreams;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * closewatch, running: the relay on one event loop a core, and the admin port on a loop of its own,
 * so that neither a scrape nor a slow reader of the API ever holds a message up.
 */
public final class ProxyServer implements RelayView, AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration METRICS_OUTLIVE = Duration.ofSeconds(1);

  private final ProxyConfig config;
  private final Transport transport;
  private final Vertx relayVertx;
  private final Vertx adminVertx;
  private final List<RelayLoop> loops = new ArrayList<>();
  private final EventHistory history = new EventHistory();
  private final EventStream stream = new EventStream();
  private final @Nullable EventFile file;
  private final Watch watch;
  private final ProxyMeters meters;
  private final AdminServer admin;
  private volatile ProxyState state = ProxyState.STARTING;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Starts and returns once both ports are listened on.
   *
   * @throws StartException if that is not possible: one line says why; nothing is left running
   */
  public static ProxyServer start(ProxyConfig config, String version) throws StartException {
    return start(config, version, analyzer -> analyzer::read);
  }

  /** The same with other taps: to see what the relay does when one of them fails. */
  public static ProxyServer start(ProxyConfig config, String version, Tap.Factory taps)
      throws StartException {
    return new ProxyServer(config, version, taps);
  }

  private ProxyServer(ProxyConfig config, String version, Tap.Factory taps) throws StartException {
    this.config = config;
    transport = Transports.choose(config.transport());
    file = file(config);
    watch = new Watch(config.watch(), sinks());
    int loopCount = Runtime.getRuntime().availableProcessors();
    relayVertx = vertx(transport, loopCount);
    adminVertx = vertx(Transport.NIO, 1);
    try {
      List<String> routes = List.of(ProxyConfig.DEFAULT_ROUTE);
      meters =
          new ProxyMeters(routes, loopCount, config.listedCodes(), version, config.hash(), watch);
      new WatchMeters(watch, routes, config.watch()).registerIn(meters);
      meters.dropped(EventOutlet.WATCH, watch::dropped);
      meters.dropped(EventOutlet.STREAM, stream::dropped);
      if (file != null) {
        meters.dropped(EventOutlet.FILE, file::dropped);
      }
      LoopSettings settings = settings(version, taps);
      for (int i = 0; i < loopCount; i++) {
        int loop = i;
        loops.add(
            new RelayLoop(
                settings,
                meters.observer(loop, ProxyConfig.DEFAULT_ROUTE),
                lagNanos -> meters.eventLoopLag(loop, lagNanos)));
      }
      deployLoops();
      HostPort address = config.admin();
      admin =
          await(
              AdminServer.start(adminVertx, address, meters, this, history, stream, watch),
              "cannot listen on " + address + " for metrics");
    } catch (StartException | RuntimeException e) {
      stopVertx();
      endEvents();
      throw e;
    }
    state = ProxyState.READY;
  }

  private static @Nullable EventFile file(ProxyConfig config) throws StartException {
    EventsConfig events = config.events();
    EventsTarget target = events.target();
    if (target == null) {
      return null;
    }
    try {
      return EventFile.open(target, events.maxBytes(), events.keep(), events.sample());
    } catch (IOException e) {
      throw new StartException("cannot write events to " + target + ": " + e.getMessage(), e);
    }
  }

  private List<ObservationSink> sinks() {
    return file == null ? List.of(history, stream) : List.of(history, stream, file);
  }

  private static Vertx vertx(Transport transport, int loops) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(loops)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            // Nothing is served from files, so no cache folder is made: a read-only disk is enough.
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return Vertx.builder().with(options).withTransport(transport).build();
  }

  private LoopSettings settings(String version, Tap.Factory taps) {
    HostPort listen = config.listen();
    int keepAliveSeconds = Math.toIntExact(config.tcpKeepalive().toSeconds());
    Duration idleTimeout = config.idleTimeout();
    return new LoopSettings(
        listen.port() == 0
            ? SocketAddress.sharedRandomPort(1, listen.host()) // one port for all loops
            : SocketAddress.inetSocketAddress(listen.port(), listen.host()),
        (NetServerOptions)
            new NetServerOptions()
                .setTcpKeepAlive(true)
                .setTcpKeepAliveIdleSeconds(keepAliveSeconds),
        (NetClientOptions)
            new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setTcpKeepAlive(true)
                .setTcpKeepAliveIdleSeconds(keepAliveSeconds),
        new HandshakeSettings(
            ProxyConfig.DEFAULT_ROUTE,
            new Opening.Observer(InstanceName.get() + ":" + listen.port(), version),
            config.maxHeadBytes(),
            config.bufferBytes(),
            config.handshakeTimeout().toMillis(),
            config.responseTimeout().toMillis(),
            config.hostHeader(),
            config.requestIdHeaders(),
            PeerIdentity.ofThisProcess(config.watch().peerBy(), config.watch().cohortHeader())),
        config.trustedProxies(),
        new RelaySettings(
            config.bufferBytes(),
            config.closeTimeout().toNanos(),
            config.halfCloseTimeout().toNanos(),
            idleTimeout == null ? null : idleTimeout.toNanos(),
            new CauseFinder(
                ReasonWords.shipped().withOwn(config.watch().causes()),
                config.watch().policyCodes())),
        taps,
        new Upstreams(config.upstreams()),
        new ConnectionLimit(
            config.maxConnections() > 0 ? config.maxConnections() : DescriptorLimit.connections()),
        new EventIds());
  }

  private void deployLoops() throws StartException {
    List<Future<String>> deployed =
        loops.stream()
            .map(loop -> relayVertx.deployVerticle(loop, new DeploymentOptions()))
            .toList();
    // All of them: one that still fails while Vert.x closes fails in Vert.x, with a stack trace.
    await(Future.join(deployed), "cannot listen on " + config.listen());
    String host = config.listen().host();
    String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host;
    SocketAddress self = SocketAddress.inetSocketAddress(relayPort(), reachable);
    await(ChannelTakeover.check(relayVertx, self), "closewatch does not fit this Vert.x");
  }

  /** Returns the port that clients connect to. */
  public int relayPort() {
    return loops.get(0).port();
  }

  /** Returns the port of metrics and API. */
  public int adminPort() {
    return admin.port();
  }

  /** Returns one line: what is listened on, where it leads, over what, and where metrics are. */
  public String startLine() {
    String upstreams =
        config.upstreams().stream().map(UpstreamUrl::authority).collect(Collectors.joining(", "));
    HostPort listen = new HostPort(config.listen().host(), relayPort());
    HostPort metrics = new HostPort(config.admin().host(), adminPort());
    return "listening on %s, relaying to %s over %s; metrics http://%s/metrics, page http://%s/"
        .formatted(listen, upstreams, transport.name(), metrics, metrics);
  }

  /** Returns the meters, for whoever shows figures elsewhere than on the admin port. */
  public ProxyMeters meters() {
    return meters;
  }

  @Override
  public ProxyState state() {
    return state;
  }

  @Override
  public Future<List<OpenConnection>> openConnections(int limit) {
    return Future.all(loops.stream().map(loop -> loop.view(limit)).toList())
        .map(
            all ->
                all.<List<OpenConnection>>list().stream()
                    .flatMap(List::stream)
                    .limit(limit)
                    .toList());
  }

  /**
   * Ends it as a signal does: readiness falls at once; new connections are still accepted for the
   * drain delay; then open ones get a Close 1001 and are ended within the drain time; metrics can
   * be read until a second after that. Returns when all of that is done.
   */
  public void drain() {
    if (state != ProxyState.READY) {
      return;
    }
    state = ProxyState.DRAINING;
    pause(config.drainDelay());
    Duration whole = config.drainTime().plus(STOP_LIMIT);
    loops.forEach(loop -> loop.stopListening(whole));
    boolean anyOpen = !waitFor(openConnections(1), STOP_LIMIT).orElse(List.of()).isEmpty();
    long withinNanos = config.drainTime().toNanos();
    waitFor(Future.all(loops.stream().map(loop -> loop.drain(withinNanos)).toList()), whole);
    if (anyOpen) {
      pause(METRICS_OUTLIVE);
    }
    close();
  }

  /** Ends it at once: open connections are cut. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    state = ProxyState.STOPPED;
    // Before its workers are gone: what is asked until then is answered in full.
    waitFor(admin.close(), STOP_LIMIT);
    stopVertx();
    endEvents();
    meters.close();
  }

  /** In the order that events take. */
  private void endEvents() {
    watch.close();
    if (file != null) {
      file.close();
    }
  }

  private void stopVertx() {
    Stream.of(relayVertx, adminVertx).forEach(vertx -> waitFor(vertx.close(), STOP_LIMIT));
  }

  private static <T> T await(Future<T> future, String what) throws StartException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(what + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new StartException(what + ": not within " + START_LIMIT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    }
  }

  /**
   * Returns the result, or nothing if it failed or time is up: what is being ended is ended anyway.
   */
  private static <T> Optional<T> waitFor(Future<T> future, Duration most) {
    try {
      CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
      return Optional.ofNullable(done.get(most.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
