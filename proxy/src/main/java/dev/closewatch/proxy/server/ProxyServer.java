package dev.closewatch.proxy.server;

import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.proxy.admin.AdminServer;
import dev.closewatch.proxy.admin.EventHistory;
import dev.closewatch.proxy.admin.EventStream;
import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.config.DrainConfig;
import dev.closewatch.proxy.config.EventsConfig;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.PrivacyConfig;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.listener.LoopSettings;
import dev.closewatch.proxy.metrics.OverloadMeters;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.metrics.TlsMeters;
import dev.closewatch.proxy.metrics.UpstreamMeters;
import dev.closewatch.proxy.metrics.WatchMeters;
import dev.closewatch.proxy.observe.EventOutlet;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.observe.Shedding;
import dev.closewatch.proxy.observe.SheddingStep;
import dev.closewatch.proxy.outlet.EventFile;
import dev.closewatch.proxy.overload.LoopLateness;
import dev.closewatch.proxy.overload.OverloadWatch;
import dev.closewatch.proxy.privacy.HidingSink;
import dev.closewatch.proxy.privacy.PrivacyKey;
import dev.closewatch.proxy.relay.Tap;
import dev.closewatch.proxy.reload.FileWatch;
import dev.closewatch.proxy.tls.Tls;
import dev.closewatch.proxy.warmup.WarmUp;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * closewatch, running: the relay on one event loop a core, and the admin port on a loop of its own,
 * so that neither a scrape nor a slow reader of the API ever holds a message up.
 */
public final class ProxyServer implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** Of the figures of different peers. */
  private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

  /** How often events in memory are looked through for old ones: retention is in days. */
  private static final long FORGET_MILLIS = 600_000;

  /** How often it is looked whether a crowd has gone. */
  private static final long CROWD_MILLIS = 10_000;

  private static final Duration METRICS_OUTLIVE = Duration.ofSeconds(1);

  private final ProxyConfig config;
  private final Transport transport;
  private final Vertx relayVertx;
  private final Vertx adminVertx;
  private final RelayLoops loops;
  private final Shedding shedding;
  private final EventHistory history;
  private final EventStream stream = new EventStream();
  private final @Nullable EventFile file;
  private final Watch watch;
  private final PrivacyKey privacyKey;
  private final HidingSink hiding;
  private final ProxyMeters meters;
  private final FileWatch files = new FileWatch();
  private final Tls tls;
  private final AdminServer admin;
  private final Life life = new Life();
  private final Drain drain;
  private final RelaySetup setup;
  private final WatchMeters watchMeters;
  private final Reload reload;
  private @Nullable WarmUp warmUp;
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
    LoggingFiles.readEarly();
    transport = Transports.choose(config.transport(), config.routes().leadToFiles());
    privacyKey = privacyKey(config.privacy());
    tls = tls(config, files);
    history = new EventHistory(config.events().retention());
    file = file(config);
    watch = new Watch(config.watch(), sinks());
    hiding = new HidingSink(watch, config.privacy(), privacyKey, keepNames(config.watch().rules()));
    int loopCount = Runtime.getRuntime().availableProcessors();
    relayVertx = vertx(transport, loopCount, config.routes().dnsServers());
    adminVertx = vertx(Transport.NIO, 1, List.of());
    List<String> routes = config.routes().names();
    shedding = new Shedding(routes);
    LoopLateness lateness = new LoopLateness(loopCount, System.nanoTime());
    setup = new RelaySetup(config, version, taps, privacyKey, shedding, tls);
    LoopSettings settings = setup.of(config);
    try {
      meters =
          new ProxyMeters(routes, loopCount, config.listedCodes(), version, config.hash(), hiding);
      watchMeters = new WatchMeters(watch, routes, config.watch());
      watchMeters.registerIn(meters);
      OverloadMeters.registerIn(meters, () -> shedding.step().level(), watch::unjudged);
      new TlsMeters(tls).registerIn(meters);
      meters.dropped(EventOutlet.WATCH, watch::dropped);
      meters.dropped(EventOutlet.STREAM, stream::dropped);
      if (file != null) {
        meters.dropped(EventOutlet.FILE, file::dropped);
      }
      loops = RelayLoops.start(relayVertx, config, settings, meters, lateness, loopCount);
      reload = new Reload(config, meters, this::use);
      drain = new Drain(life, loops, () -> reload.inForce().drain(), this::endWarmUp);
      RunningRelay relay = new RunningRelay(life, loops, drain, shedding);
      new UpstreamMeters(loops::routes).registerIn(meters);
      HostPort address = config.admin();
      admin =
          Waits.await(
              AdminServer.start(
                  adminVertx,
                  new AdminServer.Options(address, config.adminAccess()),
                  new AdminServer.Sources(
                      meters, relay, relay, history, stream, watch, hiding::shown)),
              "cannot listen on "
                  + address
                  + (config.reusePort()
                      ? " for metrics, which beside another closewatch needs a port of its own"
                      : " for metrics"));
    } catch (StartException | RuntimeException e) {
      stopVertx();
      endEvents();
      throw e;
    }
    if (config.events().retention() != null) {
      adminVertx.setPeriodic(FORGET_MILLIS, timer -> history.forgetOld());
    }
    collectBehindCrowds();
    if (config.guards().shedding()) {
      OverloadWatch overload = new OverloadWatch(lateness, watch::dropped, this::leaveUndone);
      adminVertx.setPeriodic(OverloadWatch.LOOK_MILLIS, timer -> overload.look());
    }
    warmUp = warmUp(settings);
    if (warmUp == null) {
      life.becomeReady(ProxyState.STARTING);
      readPhrases();
    } else {
      life.change(ProxyState.STARTING, ProxyState.WARMING);
      warmUp.done().thenRun(() -> life.becomeReady(ProxyState.WARMING));
    }
  }

  /** All loops stand for the time that takes, some 100 ms, when half of the clients have left. */
  private void collectBehindCrowds() {
    CrowdsGone crowds = new CrowdsGone();
    adminVertx.setPeriodic(
        CROWD_MILLIS,
        timer ->
            adminVertx.executeBlocking(
                () -> {
                  if (crowds.look(meters.totals().active())) {
                    System.gc();
                  }
                  return null;
                }));
  }

  private void leaveUndone(SheddingStep step) {
    watch.judge(!step.includes(SheddingStep.PEERS));
    shedding.step(step);
  }

  private @Nullable WarmUp warmUp(LoopSettings settings) {
    Duration most = config.warmup();
    if (most == null) {
      return null;
    }
    Duration keepNames = keepNames(config.watch().rules());
    try {
      return WarmUp.start(
          vertx(transport, 1, List.of()),
          settings,
          config,
          most.toNanos(),
          taken -> new HidingSink(taken, config.privacy(), privacyKey, keepNames),
          // Who connects now has not waited, and needs the processor more.
          () -> meters.totals().opened() > 0);
    } catch (IOException e) {
      return null; // no loopback: then without
    }
  }

  /** Has them read before a policy close needs them, beside what else there is to do. */
  private static void readPhrases() {
    Thread thread =
        new Thread(() -> ReasonWords.shipped().find("rate limit exceeded"), "closewatch-phrases");
    thread.setDaemon(true);
    thread.start();
  }

  /** Windows and flags of a client have to find it under one name as long as they last. */
  private static Duration keepNames(RuleSettings rules) {
    return Stream.of(LONGEST_WINDOW, rules.window(), rules.expiry())
        .max(Comparator.naturalOrder())
        .orElse(LONGEST_WINDOW);
  }

  private static PrivacyKey privacyKey(PrivacyConfig privacy) throws StartException {
    try {
      return PrivacyKey.of(privacy);
    } catch (IllegalArgumentException e) {
      throw new StartException("privacy-key-file: " + e.getMessage(), e);
    }
  }

  private static Tls tls(ProxyConfig config, FileWatch files) throws StartException {
    try {
      return Tls.of(config, files);
    } catch (IllegalArgumentException e) {
      files.close();
      throw new StartException("TLS: " + e.getMessage(), e);
    }
  }

  private static @Nullable EventFile file(ProxyConfig config) throws StartException {
    EventsConfig events = config.events();
    EventsTarget target = events.target();
    if (target == null) {
      return null;
    }
    try {
      return EventFile.open(
          target, events.maxBytes(), events.keep(), events.retention(), events.sample());
    } catch (IOException e) {
      throw new StartException("cannot write events to " + target + ": " + e.getMessage(), e);
    }
  }

  private List<ObservationSink> sinks() {
    return file == null ? List.of(history, stream) : List.of(history, stream, file);
  }

  private static Vertx vertx(Transport transport, int loops, List<HostPort> dnsServers) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(loops)
            .setAddressResolverOptions(NameServers.options(dnsServers))
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            // Nothing is served from files, so no cache folder is made: a read-only disk is enough.
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return Vertx.builder().with(options).withTransport(transport).build();
  }

  /** Returns the port that clients connect to. */
  public int relayPort() {
    return loops.port();
  }

  /** Returns the port of metrics and API. */
  public int adminPort() {
    return admin.port();
  }

  /** Returns one line: what is listened on, where it leads, over what, and where metrics are. */
  public String startLine() {
    return words().startLine(relayPort(), adminPort(), loops.routes());
  }

  /** Returns what becomes of open connections when it ends, in half a line. */
  public String endLine() {
    DrainConfig ending = reload.inForce().drain();
    return "connections still open get a Close %d within %s"
        .formatted(ending.code(), DrainConfig.TIME.write().apply(ending.time()));
  }

  /** Returns what else should be known when it starts, each one line. */
  public List<String> notes() {
    List<String> notes = words().notes();
    notes.addAll(tls.notes());
    return notes;
  }

  private StartWords words() {
    return new StartWords(config, transport.name());
  }

  /** Returns the meters, for whoever shows figures elsewhere than on the admin port. */
  public ProxyMeters meters() {
    return meters;
  }

  /** Returns where it is in its life. */
  public ProxyState state() {
    return life.state();
  }

  /** Returns what is completed once it is ready: at once, or when its warm-up has ended. */
  public CompletableFuture<Void> ready() {
    return life.ready();
  }

  /** Returns what work is left undone. */
  public Shedding shedding() {
    return shedding;
  }

  /**
   * Takes another configuration, as far as that is possible without a restart, or refuses it; the
   * log says which. Open connections go on as they are.
   */
  public void reload(ConfigReader.Result read) {
    reload.take(read);
  }

  private void use(ProxyConfig other) {
    tls.makeReady(other.routes());
    for (String route : other.routes().names()) {
      if (meters.addRoute(route)) {
        watchMeters.addRoute(meters, route);
      }
    }
    shedding.use(other.routes().names());
    LoopSettings settings = setup.of(other);
    Waits.atMost(loops.use(settings), STOP_LIMIT);
    setup.retain(settings.routes());
  }

  /**
   * Ends it as a signal does: readiness falls at once; new connections are still accepted for the
   * drain delay; then open ones get a Close, each at a moment of its own, and are ended within the
   * drain time; metrics can be read until a second after that. Returns when all of that is done.
   */
  public void drain() {
    if (drain.end()) {
      if (drain.endedAny()) {
        Waits.pause(METRICS_OUTLIVE);
      }
      close();
    }
  }

  /** Ends it at once: open connections are cut. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    life.stop();
    endWarmUp();
    // Before its workers are gone: what is asked until then is answered in full.
    Waits.atMost(admin.close(), STOP_LIMIT);
    stopVertx();
    endEvents();
    meters.close();
  }

  private void endWarmUp() {
    if (warmUp != null) {
      warmUp.end();
    }
  }

  /** In the order that events take. */
  private void endEvents() {
    watch.close();
    if (file != null) {
      file.close();
    }
  }

  private void stopVertx() {
    files.close();
    Stream.of(relayVertx, adminVertx).forEach(vertx -> Waits.atMost(vertx.close(), STOP_LIMIT));
  }
}
