package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.proxy.observe.EventOutlet;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.observe.ProxyHeaderResult;
import dev.closewatch.proxy.observe.RouteObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of the process. Each event loop counts for itself, through an observer of its own for
 * each route; a {@link #scrape} sums up:
 *
 * <pre>
 *   loop 0 --- LoopCounters --\
 *                              sum at the start of a scrape --- meters --- text
 *   loop 1 --- LoopCounters --/
 * </pre>
 *
 * <p>In every scrape, opened = active + closes, exactly, while connections come and go.
 */
public final class ProxyMeters implements AutoCloseable {
  /** More close codes than these cannot be listed: their series would not fit the budget. */
  public static final int MAX_LISTED_CODES = CloseLabels.MAX_LISTED_CODES;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final List<Metric> HISTOGRAMS =
      List.of(
          Metric.HANDSHAKE_SECONDS,
          Metric.CLOSE_HANDSHAKE_SECONDS,
          Metric.CONNECTION_DURATION_SECONDS);

  private final MeterFactory factory = new MeterFactory();
  private final Map<String, List<LoopCounters>> loopsByRoute = new ConcurrentHashMap<>();
  private final List<RouteMeters> routes = new CopyOnWriteArrayList<>();
  private final int eventLoops;
  private final LedgerSeries ledgerSeries;
  private final LiveSeries liveSeries;
  private final EventSink sink;
  private final EventLoopLag lag;
  private final Map<EventOutlet, LongSupplier> dropped = new ConcurrentHashMap<>();
  private final LongSupplier nanoClock;
  private final ConfigMeters config;

  /**
   * Creates all meters that are there from the start, at 0.
   *
   * @param routes the names of the routes, each different
   * @param eventLoops how many there are; they are called 0, 1, 2 ...
   * @param listedCodes close codes that are to show as numbers beside the registered ones
   * @param version the version of this build
   * @param configHash a hash of the configuration that is in force at first
   * @param sink told of each event once it has been counted, on the thread that it came on
   * @throws IllegalArgumentException if a route is named twice, or more than {@link
   *     #MAX_LISTED_CODES} codes are listed
   */
  public ProxyMeters(
      List<String> routes,
      int eventLoops,
      Set<Integer> listedCodes,
      String version,
      String configHash,
      EventSink sink) {
    this(routes, eventLoops, listedCodes, version, configHash, sink, System::nanoTime);
  }

  ProxyMeters(
      List<String> routes,
      int eventLoops,
      Set<Integer> listedCodes,
      String version,
      String configHash,
      EventSink sink,
      LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    lag = new EventLoopLag(eventLoops);
    CloseLabels labels = new CloseLabels(listedCodes);
    this.eventLoops = eventLoops;
    this.sink = sink;
    ledgerSeries = new LedgerSeries(labels);
    liveSeries = new LiveSeries(labels);
    for (String route : routes) {
      if (!addRoute(route)) {
        throw new IllegalArgumentException("route '" + route + "' is named twice");
      }
    }
    createOfAllRoutes(liveSeries);
    createOfEventLoops(eventLoops);
    for (EventOutlet outlet : EventOutlet.values()) {
      factory.create(
          Metric.EVENTS_DROPPED,
          List.of(outlet.label()),
          () -> dropped.getOrDefault(outlet, () -> 0).getAsLong());
    }
    factory.createInfo(Metric.BUILD_INFO, () -> version);
    config = new ConfigMeters(factory, configHash);
    ProcessMeters.create(factory);
  }

  /**
   * Has another route counted, from 0; one that is counted already goes on. What a route that is
   * taken away has counted stays.
   *
   * @return whether it is new
   */
  public final synchronized boolean addRoute(String route) {
    if (loopsByRoute.containsKey(route)) {
      return false;
    }
    List<LoopCounters> loops = new ArrayList<>();
    for (int loop = 0; loop < eventLoops; loop++) {
      loops.add(new LoopCounters(ledgerSeries, liveSeries, sink));
    }
    routes.add(new RouteMeters(route, ledgerSeries, liveSeries, loops, factory));
    loopsByRoute.put(route, loops);
    return true;
  }

  private void createOfAllRoutes(LiveSeries liveSeries) {
    for (Metric metric : HISTOGRAMS) {
      factory.createHistogram(
          metric, snapshot -> routes.forEach(route -> route.addTo(snapshot, metric)));
    }
    factory.create(
        Metric.UNACCOUNTED_CONNECTIONS,
        List.of(),
        () -> routes.stream().mapToLong(RouteMeters::unaccounted).sum());
    createSum(Metric.TAP_FAILURES, List.of(), liveSeries.tapFailures());
    for (Limit limit : Limit.values()) {
      createSum(Metric.LIMIT_HITS, List.of(limit.label()), liveSeries.limitHit(limit));
    }
    for (ProxyHeaderResult result : ProxyHeaderResult.values()) {
      createSum(Metric.PROXY_HEADERS, List.of(result.label()), liveSeries.proxyHeader(result));
    }
  }

  private void createSum(Metric metric, List<String> labelValues, int slot) {
    factory.create(
        metric, labelValues, () -> routes.stream().mapToLong(route -> route.live(slot)).sum());
  }

  private void createOfEventLoops(int eventLoops) {
    for (int i = 0; i < eventLoops; i++) {
      int loop = i;
      factory.create(
          Metric.EVENT_LOOP_LAG_SECONDS,
          List.of(Integer.toString(loop)),
          () -> lag.nanos(loop, nanoClock.getAsLong()) / NANOS_PER_SECOND);
    }
  }

  /**
   * Returns who counts what an event loop does for a route: always the same object, to be called on
   * that loop's thread alone.
   *
   * @throws IllegalArgumentException if there is no such loop or route
   */
  public RouteObserver observer(int eventLoop, String route) {
    List<LoopCounters> loops = loopsByRoute.get(route);
    if (loops == null || eventLoop < 0 || eventLoop >= loops.size()) {
      throw new IllegalArgumentException("no event loop " + eventLoop + " of route " + route);
    }
    return loops.get(eventLoop);
  }

  /**
   * Takes how much later than planned a periodic timer of a loop has run; on that loop's thread
   * alone, at least every 10 seconds.
   */
  public void eventLoopLag(int eventLoop, long nanos) {
    lag.record(eventLoop, nanos, nanoClock.getAsLong());
  }

  /** Another configuration is in force, or the same has been read again. */
  public void configRead(String hash, Instant at) {
    config.read(hash, at);
  }

  /** The configuration could not be read again: the one before it stays. */
  public void configRefused() {
    config.refused();
  }

  /** Tells where a count of lost events is kept; without it the count is 0. */
  public void dropped(EventOutlet outlet, LongSupplier count) {
    dropped.put(outlet, count);
  }

  /**
   * Reads all meters; takes milliseconds, so never on an event loop. Scrapes wait for each other.
   *
   * @param accept the request's header of that name, or null: OpenMetrics 1.0 if it is named there,
   *     else the Prometheus text format 0.0.4
   */
  public synchronized Scrape scrape(@Nullable String accept) {
    for (RouteMeters route : routes) {
      route.sum(factory);
    }
    return factory.scrape(accept);
  }

  /** Returns how things stand now; never on an event loop, for it may wait for a scrape. */
  public synchronized Totals totals() {
    long opened = 0;
    long active = 0;
    long notUpgraded = 0;
    Map<CloseKind, Long> closes = new EnumMap<>(CloseKind.class);
    for (RouteMeters route : routes) {
      route.sum(factory);
      opened += route.sumOf(Metric.CONNECTIONS_OPENED);
      active += route.sumOf(Metric.CONNECTIONS_ACTIVE);
      notUpgraded += route.sumOf(Metric.HANDSHAKES) - route.sumOf(Metric.CONNECTIONS_OPENED);
      for (CloseKind kind : CloseKind.values()) {
        closes.merge(kind, route.sumOf(Metric.CLOSES, kind.label()), Long::sum);
      }
    }
    return new Totals(opened, active, closes, notUpgraded);
  }

  /** Returns what makes meters, for those that others count. */
  MeterFactory factory() {
    return factory;
  }

  /** Lets go of the meters; the observers can still be called. */
  @Override
  public void close() {
    factory.close();
  }
}
