package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.event.SampleEvents.CloseBuilder;
import dev.closewatch.proxy.kit.EventSchemas;
import dev.closewatch.proxy.kit.EventSource;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.metrics.ProxyMeters;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.ObservedClose;
import dev.closewatch.proxy.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class EventStreamIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofHours(1);
  private static final String PATH = "/api/closes/stream";

  /** 30 MB: more than the kernel takes for somebody who does not read. */
  private static final int THOUSANDS = 25_000;

  private final Vertx vertx = Vertx.vertx();
  private final EventHistory history = new EventHistory(null);
  private final EventStream stream = new EventStream();
  private final Watch watch = new Watch(WatchConfig.DEFAULTS, List.of());
  private final ProxyMeters meters =
      new ProxyMeters(List.of("default"), 1, Set.of(), "1.2.3", "cafe", watch);
  private final List<EventSource> sources = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    sources.forEach(EventSource::close);
    join(vertx.close());
    watch.close();
    meters.close();
  }

  private int start() throws Exception {
    return start(ClientPatience.Bounds.USUAL);
  }

  private int start(ClientPatience.Bounds bounds) throws Exception {
    return join(TestAdmin.start(
            vertx,
            new HostPort("127.0.0.1", 0),
            meters,
            new FakeRelay(),
            history,
            stream,
            watch,
            bounds))
        .port();
  }

  private EventSource open(int port, String path) {
    EventSource source = EventSource.open(port, path);
    sources.add(source);
    return source;
  }

  private static CloseBuilder close(int number) {
    return SampleEvents.builder().opening(SampleEvents.opening("c-" + number, null, "203.0.113.7"));
  }

  private static ObservedClose observed(int number) {
    return SampleEvents.observed(close(number).build());
  }

  @Test
  void eventsOfEachKindComeAsTheyHappen() throws Exception {
    EventSource source = open(start(), PATH);
    stream.closed(observed(1));
    stream.notUpgraded(SampleEvents.handshake(HandshakeOutcome.REFUSED, 403));
    stream.flagged(SampleEvents.flag());

    Map<String, String> ids = new LinkedHashMap<>();
    ids.put("close", "c-1");
    ids.put("handshake", "h-1");
    ids.put("flag", "f-1");
    for (Map.Entry<String, String> expected : ids.entrySet()) {
      EventSource.Event event = source.next(expected.getKey());
      assertThat(event.id()).isEqualTo(expected.getValue());
      assertThat(JSON.readTree(event.data()).get("id").textValue()).isEqualTo(event.id());
      assertThat(EventSchemas.faults(event.data())).isEmpty();
    }
  }

  @Test
  void totalsComeEachSecond() throws Exception {
    EventSource source = open(start(), PATH);
    meters.observer(0, "default").opened(SampleEvents.close().opening(), 1);
    meters.observer(0, "default").opened(SampleEvents.close().opening(), 1);
    meters.observer(0, "default").closed(SampleEvents.close());
    meters
        .observer(0, "default")
        .notUpgraded(SampleEvents.handshake(HandshakeOutcome.REFUSED, 403));

    long startNanos = System.nanoTime();
    source.next("totals");
    source.next("totals");
    JsonNode totals = JSON.readTree(source.next("totals").data());
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(1_500));
    assertThat(totals.get("opened").longValue()).isEqualTo(2);
    assertThat(totals.get("active").longValue()).isEqualTo(1);
    assertThat(totals.get("notUpgraded").longValue()).isEqualTo(1);
    assertThat(totals.get("closes")).hasSize(CloseKind.values().length);
    assertThat(totals.at("/closes/normal").longValue()).isEqualTo(1);
    assertThat(totals.get("at").textValue()).endsWith("Z");
  }

  @Test
  void closesAreFilteredAsInTheList() throws Exception {
    int port = start();
    EventSource policy = open(port, PATH + "?kind=policy&cause=rate&code=1008");
    EventSource other = open(port, PATH + "?peer=somebody");
    EventSource all = open(port, PATH + "?route=default");
    stream.closed(observed(1));
    stream.closed(
        SampleEvents.observed(
            close(2)
                .end(Initiator.SERVICE, 1008, CloseKind.POLICY)
                .policy(PolicyCause.AUTH)
                .build()));
    stream.closed(
        SampleEvents.observed(
            close(3)
                .end(Initiator.SERVICE, 1008, CloseKind.POLICY)
                .policy(PolicyCause.RATE)
                .build()));
    stream.flagged(SampleEvents.flag());

    assertThat(policy.next("close").id()).isEqualTo("c-3");
    assertThat(all.next("close").id()).isEqualTo("c-1");
    EventSource.Event first = other.next();
    while (first.name().equals("totals")) {
      first = other.next();
    }
    assertThat(first.name()).as("what is no close is for everybody").isEqualTo("flag");
  }

  @Test
  void aWrongFilterIsRefused() throws Exception {
    String address = "http://127.0.0.1:" + start() + PATH;
    assertThat(status(address + "?kind=nonsense")).isEqualTo(400);
    assertThat(status(address + "?limit=1")).isEqualTo(400);
    assertThat(status(address + "?cause=x")).isEqualTo(400);
  }

  private static int status(String address) throws IOException {
    return ((HttpURLConnection) URI.create(address).toURL().openConnection()).getResponseCode();
  }

  @Test
  void aReaderWhoDoesNotReadMissesEventsAndNobodyElseDoes() throws Exception {
    int port = start();
    EventSource slow = open(port, PATH);
    EventSource fast = open(port, PATH);
    CompletableFuture<Integer> read = new CompletableFuture<>();
    Thread reading = new Thread(() -> readAll(fast, read), "fast reader");
    reading.start();
    long longestNanos = 0;
    for (int i = 0; i < THOUSANDS; i++) {
      long startNanos = System.nanoTime();
      stream.closed(observed(i));
      longestNanos = Math.max(longestNanos, System.nanoTime() - startNanos);
      if (i % 500 == 499) {
        int sent = i + 1;
        Eventually.isTrue("the fast one has them", () -> fastReads == sent);
      }
    }
    assertThat(Duration.ofNanos(longestNanos)).isLessThan(Duration.ofSeconds(2));
    assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(THOUSANDS);
    long missed = stream.dropped();
    assertThat(missed).isPositive();

    int seen = 0;
    EventSource.Event event = slow.next();
    while (!event.name().equals("missed")) {
      seen += event.name().equals("close") ? 1 : 0;
      event = slow.next();
    }
    assertThat(JSON.readTree(event.data()).get("count").longValue()).isEqualTo(missed);
    assertThat(seen + missed).isEqualTo(THOUSANDS);
    stream.closed(observed(-1));
    assertThat(slow.next("close").id()).as("and reads on").isEqualTo("c--1");
  }

  private volatile int fastReads;

  private void readAll(EventSource source, CompletableFuture<Integer> done) {
    try {
      int count = 0;
      while (count < THOUSANDS) {
        EventSource.Event event = source.next("close");
        assertThat(event.id()).isEqualTo("c-" + count);
        fastReads = ++count;
      }
      done.complete(count);
    } catch (IOException | AssertionError e) {
      done.completeExceptionally(e);
    }
  }

  @Test
  void aReaderWhoTakesNothingIsSentAway() throws Exception {
    Duration quick = Duration.ofMillis(500);
    int port = start(new ClientPatience.Bounds(LONG, LONG, LONG, quick, 1));
    EventSource source = open(port, PATH);
    IntStream.range(0, THOUSANDS).forEach(i -> stream.closed(observed(i)));
    Eventually.isTrue("sent away", () -> stream.readers().isEmpty());
    // The only connection there may be: it has ended though its reader has not read a byte of it.
    Eventually.get("room", () -> tryToOpen(port), found -> found != null);

    assertThatThrownBy(
            () -> {
              while (true) {
                source.next();
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aReaderOutlivesThePatienceForAnswersAndLeavesNothingBehind() throws Exception {
    Duration quick = Duration.ofMillis(300);
    int port = start(new ClientPatience.Bounds(quick, quick, quick, LONG, 1));
    for (int i = 0; i < 3; i++) {
      // The next one finds room only if the last one has gone altogether.
      EventSource source = Eventually.get("room", () -> tryToOpen(port), found -> found != null);
      source.next("totals");
      source.next("totals");
      source.close();
      Eventually.isTrue("gone", () -> stream.readers().isEmpty());
    }
  }

  private EventSource tryToOpen(int port) {
    try {
      return open(port, PATH);
    } catch (UncheckedIOException e) {
      return null;
    }
  }

  @Test
  void aReaderTooManyIsRefused() throws Exception {
    int port = start();
    for (int i = 0; i < StreamRoutes.MOST_READERS; i++) {
      open(port, PATH);
    }
    assertThat(status("http://127.0.0.1:" + port + PATH)).isEqualTo(503);
    sources.remove(0).close();
    Eventually.isTrue("room again", () -> status200(port));
  }

  private boolean status200(int port) {
    try {
      open(port, PATH);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
