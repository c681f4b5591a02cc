package dev.closewatch.proxy.relay;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.TestTransports;
import dev.closewatch.proxy.relay.RandomEnding.Plan;
import dev.closewatch.proxy.relay.RandomEnding.Seen;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However connections end, the figures add up: at every moment, and at the end with what was done.
 */
class AccountingIT {
  private static final int CONNECTIONS = 10_000;
  private static final int WARM_UP = 50;
  private static final int AT_ONCE = 24;
  private static final long SEED = Long.getLong("closewatch.seed", 20_261_124L);
  private static final long BETWEEN_SCRAPES_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long BETWEEN_DEATHS_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  /** What pools and the admin port's connections keep open or allocated. */
  private static final long DESCRIPTOR_TOLERANCE = 16;

  private static final long DIRECT_BYTES_TOLERANCE = 16L << 20;

  static List<TransportChoice> transports() {
    return TestTransports.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  @Timeout(90)
  void every_connection_is_accounted_for_however_it_ends(TransportChoice transport)
      throws Exception {
    int connections = CONNECTIONS / transports().size() + 1;
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    settings.maxConnections = 4 * AT_ONCE; // so that one who is never counted out shows
    ExecutorService threads = Executors.newCachedThreadPool();
    try (MortalService service = new MortalService(RandomEnding::asService);
        Proxy proxy = settings.start(service.port())) {
      List<Seen> seen = warmUp(proxy);
      long descriptors = openDescriptors();
      long directBytes = PlatformDependent.usedDirectMemory();
      AtomicBoolean done = new AtomicBoolean();
      Future<Integer> scrapes = threads.submit(() -> scrapeUntil(done, proxy));
      Future<Integer> deaths = threads.submit(() -> dieUntil(done, service));

      seen.addAll(play(connections, proxy, threads));

      Metrics metrics = onceAllAreCounted(proxy, seen);
      done.set(true);
      assertThat(scrapes.get()).as("scrapes").isGreaterThan(20);
      assertThat(deaths.get()).as("deaths of the service").isPositive();
      assertThat(service.failures()).isEmpty();
      assertConsistent(metrics);
      assertEverythingCounted(metrics, seen);
      assertNothingLeft(proxy, descriptors, directBytes);
    } finally {
      threads.shutdownNow();
    }
  }

  /** So that classes, pools and the connections to the admin port are there. */
  private static List<Seen> warmUp(Proxy proxy) throws Exception {
    List<Seen> seen = new ArrayList<>();
    for (int i = 1; i <= WARM_UP; i++) {
      seen.add(RandomEnding.asClient(SEED - i, proxy.port()));
    }
    proxy.atRest();
    return seen;
  }

  private static List<Seen> play(int connections, Proxy proxy, ExecutorService threads)
      throws Exception {
    List<Future<List<Seen>>> workers = new ArrayList<>();
    for (int worker = 0; worker < AT_ONCE; worker++) {
      int first = worker;
      workers.add(
          threads.submit(
              () -> {
                List<Seen> seen = new ArrayList<>();
                for (int i = first; i < connections; i += AT_ONCE) {
                  seen.add(RandomEnding.asClient(SEED + i, proxy.port()));
                }
                return seen;
              }));
    }
    List<Seen> all = new ArrayList<>();
    for (Future<List<Seen>> worker : workers) {
      all.addAll(worker.get());
    }
    return all;
  }

  /**
   * Clients that leave at once may be gone before the proxy has so much as accepted them, and those
   * that reset behind the 101 before their connection is counted: nothing open is not yet the end.
   */
  private static Metrics onceAllAreCounted(Proxy proxy, List<Seen> seen) {
    double attempts = count(seen, one -> one.plan().isUpgradeAttempt());
    return Eventually.get(
        attempts + " handshakes counted, and nothing open",
        proxy::metrics,
        metrics ->
            metrics.sum("closewatch_handshakes_total") >= attempts
                && metrics.sum("closewatch_connections_active") == 0);
  }

  private static int scrapeUntil(AtomicBoolean done, Proxy proxy) {
    int count = 0;
    double openedBefore = 0;
    while (!done.get()) {
      Metrics metrics = proxy.metrics();
      assertConsistent(metrics);
      double opened = metrics.sum("closewatch_connections_opened_total");
      assertThat(opened).isGreaterThanOrEqualTo(openedBefore);
      openedBefore = opened;
      count++;
      LockSupport.parkNanos(BETWEEN_SCRAPES_NANOS);
    }
    return count;
  }

  /** What holds in every scrape. */
  private static void assertConsistent(Metrics metrics) {
    assertThat(metrics.unaccounted()).as("opened - active - closes").isZero();
    assertThat(metrics.sum("closewatch_unaccounted_connections")).isZero();
    double opened = metrics.sum("closewatch_connections_opened_total");
    double closes = metrics.sum("closewatch_closes_total");
    assertThat(metrics.sum("closewatch_handshakes_total", "outcome", "upgraded")).isEqualTo(opened);
    assertThat(metrics.sum("closewatch_handshake_seconds_count")).isEqualTo(opened);
    assertThat(metrics.sum("closewatch_connection_duration_seconds_count")).isEqualTo(closes);
    assertThat(metrics.sum("closewatch_close_replies_total"))
        .isEqualTo(closes(metrics, Initiator.CLIENT) + closes(metrics, Initiator.SERVICE));
    assertThat(metrics.samples())
        .filteredOn(sample -> sample.name().startsWith("closewatch_"))
        .allMatch(sample -> sample.value() >= 0);
  }

  private static int dieUntil(AtomicBoolean done, MortalService service) throws Exception {
    int count = 0;
    while (!done.get()) {
      LockSupport.parkNanos(BETWEEN_DEATHS_NANOS);
      service.die();
      count++;
    }
    return count;
  }

  /** What the clients saw is what has been counted. */
  private static void assertEverythingCounted(Metrics metrics, List<Seen> seen) {
    String what = metrics.moved("closewatch_handshakes_total") + " for " + tally(seen);
    double upgraded = count(seen, one -> one.status() == 101);
    double upgradedUnseen = count(seen, AccountingIT::mayBeUpgradedUnseen);
    double opened = metrics.sum("closewatch_connections_opened_total");
    assertThat(opened).as(what).isBetween(upgraded, upgraded + upgradedUnseen);
    assertThat(metrics.sum("closewatch_closes_total")).isEqualTo(opened);

    assertThat(metrics.sum("closewatch_handshakes_total"))
        .as(what)
        .isEqualTo(count(seen, one -> one.plan().isUpgradeAttempt()));
    assertThat(handshakes(metrics, "outcome", "refused", "status", "403"))
        .as(what)
        .isEqualTo(count(seen, one -> one.status() == 403));
    assertThat(handshakes(metrics, "outcome", "bad_request", "status", "400"))
        .as(what)
        .isEqualTo(count(seen, one -> one.status() == 400));
    assertThat(handshakes(metrics, "outcome", "over_limit")).as(what).isZero();
    double failed = count(seen, one -> one.status() == 502 && one.plan().isUpgradeAttempt());
    double gone = count(seen, one -> one.status() == 0 && one.plan().isUpgradeAttempt());
    assertThat(handshakes(metrics, "status", "502")).as(what).isBetween(failed, failed + gone);
    assertThat(metrics.sum("closewatch_http_requests_total"))
        .isEqualTo(count(seen, one -> one.plan() == Plan.PLAIN_HTTP));

    double uncertain = count(seen, one -> one.status() == 101 && one.plan().initiator() == null);
    for (Initiator initiator : List.of(Initiator.CLIENT, Initiator.SERVICE, Initiator.NONE)) {
      double certain =
          count(seen, one -> one.status() == 101 && one.plan().initiator() == initiator);
      double unseen = initiator == Initiator.NONE ? upgradedUnseen : 0;
      assertThat(closes(metrics, initiator))
          .as(metrics.moved("closewatch_closes_total") + " for " + tally(seen))
          .isBetween(certain, certain + uncertain + unseen);
    }
  }

  private static Map<Seen, Long> tally(List<Seen> seen) {
    return seen.stream().collect(groupingBy(identity(), counting()));
  }

  private static boolean mayBeUpgradedUnseen(Seen seen) {
    return seen.status() != 101 && seen.plan().mayBeUpgradedUnseen();
  }

  private static double count(List<Seen> seen, Predicate<Seen> which) {
    return (double) seen.stream().filter(which).count();
  }

  private static double handshakes(Metrics metrics, String... labels) {
    return metrics.sum("closewatch_handshakes_total", labels);
  }

  private static void assertNothingLeft(Proxy proxy, long descriptors, long directBytes) {
    assertThat(proxy.metrics().sum("closewatch_paused_connections")).isZero();
    assertThat(proxy.json("/api/connections").get("connections")).isEmpty();
    Eventually.get(
        "no more sockets open than " + descriptors,
        AccountingIT::openDescriptors,
        open -> open <= descriptors + DESCRIPTOR_TOLERANCE);
    Eventually.get(
        "no more direct memory than " + directBytes,
        PlatformDependent::usedDirectMemory,
        bytes -> bytes <= directBytes + DIRECT_BYTES_TOLERANCE);
  }

  private static double closes(Metrics metrics, Initiator initiator) {
    return metrics.sum("closewatch_closes_total", "initiator", initiator.label());
  }

  private static long openDescriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }
}
