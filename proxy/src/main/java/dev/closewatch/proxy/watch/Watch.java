package dev.closewatch.proxy.watch;

import dev.closewatch.analyzer.TrafficAnalyzer;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.finding.FindingSettings;
import dev.closewatch.analyzer.peer.Flag;
import dev.closewatch.analyzer.peer.Peers;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.policy.UnmatchedReasons;
import dev.closewatch.analyzer.sketch.ItemHash;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ObservedClose;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes events over from the event loops, so that nothing that is done with them can ever hold up a
 * connection.
 *
 * <pre>
 *   event loop --\
 *                 bounded queue --> one thread, ten times a second --> TrafficAnalyzer --> sinks
 *   event loop --/                                                          |
 *                                                                        Figures --> metrics
 * </pre>
 *
 * <p>Event loops never wait: when the queue is full an event is dropped and counted. The metrics of
 * closes do not pass through here, and never lose one.
 */
public final class Watch implements EventSink, AutoCloseable {
  /** Facts that may wait: at ten turns a second, room for 160,000 of them a second. */
  static final int CAPACITY = 16_384;

  private static final Logger LOG = System.getLogger(Watch.class.getName());
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long FIGURES_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long END_MILLIS = 5_000;

  /** Something to be told on the thread that knows it. */
  private record Question(Runnable answer) {}

  private final WatchConfig config;
  private final List<ObservationSink> sinks;
  private final Queue<Object> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final TrafficAnalyzer analyzer;
  private final CohortCounts cohorts;
  private final Map<String, UnmatchedReasons> unmatched = new TreeMap<>();
  private final Thread thread;
  private volatile Figures figures = Figures.NONE;
  private final LongAdder unjudged = new LongAdder();
  private volatile boolean judging = true;
  private volatile boolean ending;
  private boolean failed;
  private long figuresNanos;

  /** Starts to take events over; the sinks are told of each, in their order. */
  public Watch(WatchConfig config, List<ObservationSink> sinks) {
    this.config = config;
    this.sinks = List.copyOf(sinks);
    SecureRandom random = new SecureRandom();
    ItemHash hash = new ItemHash(random.nextLong(), random.nextLong());
    figuresNanos = System.nanoTime();
    analyzer = new TrafficAnalyzer(config.rules(), FindingSettings.DEFAULTS, hash, figuresNanos);
    cohorts = new CohortCounts(config.cohorts());
    thread = new Thread(this::run, "closewatch-watch");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void opened(Opening opening) {
    offer(opening);
  }

  @Override
  public void closed(CloseEvent event) {
    offer(event);
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    offer(event);
  }

  private void offer(Object fact) {
    if (waiting.getAndIncrement() < CAPACITY) {
      queue.add(fact);
    } else {
      waiting.decrementAndGet();
      dropped.increment();
    }
  }

  /**
   * Has peers judged, or not: then events are handed on as they are, and windows, flags and
   * findings only grow older.
   */
  public void judge(boolean on) {
    judging = on;
  }

  /** Returns how many openings and closes were not judged. */
  public long unjudged() {
    return unjudged.sum();
  }

  /** Returns how many events found the queue full. */
  public long dropped() {
    return dropped.sum();
  }

  /** Returns what metrics show, at most about a second old. */
  public Figures figures() {
    return figures;
  }

  /** Returns the closes by cohort. */
  public CohortCounts cohorts() {
    return cohorts;
  }

  /** Asks what is known of all connections together; the answer comes from the watch's thread. */
  public <T> CompletableFuture<T> ask(Function<TrafficAnalyzer, T> question) {
    return tell(() -> question.apply(analyzer));
  }

  /** Returns the reasons of policy closes that told nothing, by route; answered likewise. */
  public CompletableFuture<Map<String, List<UnmatchedReasons.Row>>> unmatchedReasons() {
    return tell(
        () -> {
          Map<String, List<UnmatchedReasons.Row>> rows = new TreeMap<>();
          unmatched.forEach((route, reasons) -> rows.put(route, reasons.rows()));
          return rows;
        });
  }

  private <T> CompletableFuture<T> tell(Supplier<T> known) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    waiting.incrementAndGet();
    queue.add(
        new Question(
            () -> {
              try {
                answer.complete(known.get());
              } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
              }
            }));
    LockSupport.unpark(thread);
    return answer;
  }

  private void run() {
    while (!ending) {
      turn();
      LockSupport.parkNanos(TURN_NANOS);
    }
    turn();
  }

  private void turn() {
    for (Object fact = queue.poll(); fact != null; fact = queue.poll()) {
      waiting.decrementAndGet();
      try {
        take(fact);
      } catch (RuntimeException | Error e) {
        tellFailure(e);
      }
    }
    try {
      timePasses();
    } catch (RuntimeException | Error e) {
      tellFailure(e);
    }
  }

  private void take(Object fact) {
    if (fact instanceof Opening opening) {
      take(opening);
    } else if (fact instanceof CloseEvent event) {
      take(event);
    } else if (fact instanceof HandshakeEvent event) {
      sinks.forEach(sink -> sink.notUpgraded(event));
    } else if (fact instanceof Question question) {
      question.answer().run();
    }
  }

  private void take(Opening opening) {
    if (judging) {
      analyzer.opened(opening);
      tellRaised();
    } else {
      unjudged.increment();
      analyzer.openedUnjudged(opening);
    }
  }

  private void take(CloseEvent event) {
    if (!judging) {
      unjudged.increment();
      analyzer.closedUnjudged(event);
      ObservedClose close = new ObservedClose(event, List.of());
      sinks.forEach(sink -> sink.closed(close));
      return;
    }
    List<Rule> flags = analyzer.closed(event);
    if (config.cohortHeader().isPresent()) {
      cohorts.closed(event);
    }
    PolicyVerdict policy = event.policy();
    if (policy != null && policy.basis() != CauseBasis.REASON) {
      unmatched
          .computeIfAbsent(event.opening().route(), route -> new UnmatchedReasons())
          .add(event.reason());
    }
    ObservedClose close = new ObservedClose(event, flags);
    sinks.forEach(sink -> sink.closed(close));
    tellRaised();
  }

  private void timePasses() {
    long nowNanos = System.nanoTime();
    analyzer.advance(nowNanos, Instant.now());
    tellRaised();
    if (nowNanos - figuresNanos >= FIGURES_EVERY_NANOS || ending) {
      figuresNanos = nowNanos;
      figures = Figures.of(analyzer, config.topPeers(), nowNanos);
    }
  }

  private void tellRaised() {
    for (Peers.Raised raised : analyzer.peers().takeRaised()) {
      Flag flag = raised.flag();
      FlagEvent event =
          new FlagEvent(
              UUID.randomUUID().toString(),
              flag.firstSeen(),
              raised.id().name(),
              raised.id().side(),
              flag.rule(),
              flag.count(),
              flag.evidence());
      sinks.forEach(sink -> sink.flagged(event));
    }
  }

  /** A fault here costs the event that showed it, and nothing else; it is logged once. */
  private void tellFailure(Throwable e) {
    dropped.increment();
    if (!failed) {
      failed = true;
      LOG.log(Level.ERROR, "an event could not be taken; more of these are counted only", e);
    }
  }

  /** Hands on what waits, and ends; call it when no event loop tells anything any more. */
  @Override
  public void close() {
    ending = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.log(Level.WARNING, "events were lost at the end: they could not be handed on in time");
    }
  }
}
