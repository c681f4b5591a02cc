package dev.closewatch.proxy.demo;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The whole demo but for the proxy: one run of it, and what the analyzer made of each connection.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DemoIT {
  /** Ten are promised; the rest is for a machine that is busy with other tests. */
  private static final long ALL_SEEN_WITHIN_SECONDS = 14;

  private final BlockingQueue<RecordingRelay.Recorded> queue = new LinkedBlockingQueue<>();
  private final List<RecordingRelay.Recorded> seen = new ArrayList<>();
  private final Map<String, DemoScenario> scenarios =
      DemoScenario.all().stream()
          .flatMap(s -> s.crowd().addresses().stream().map(address -> Map.entry(address, s)))
          .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  private Vertx vertx;
  private EchoService service;
  private RecordingRelay relay;
  private Demo demo;

  @BeforeAll
  void runUntilEveryScenarioWasSeen() throws Exception {
    vertx = Vertx.vertx();
    service = get(EchoService.start(vertx));
    relay = new RecordingRelay(service.port(), queue::add);
    demo = get(Demo.start(vertx, "127.0.0.1", relay.port(), 42));
    Set<DemoScenario> missing = DemoScenario.all().stream().collect(toSet());
    long deadline = System.nanoTime() + SECONDS.toNanos(ALL_SEEN_WITHIN_SECONDS);
    while (!missing.isEmpty()) {
      RecordingRelay.Recorded next = queue.poll(deadline - System.nanoTime(), NANOSECONDS);
      assertThat(next).as("still missing: %s", missing).isNotNull();
      seen.add(next);
      missing.remove(scenarioOf(next));
    }
  }

  @AfterAll
  void close() throws Exception {
    get(demo.stop());
    relay.close();
    get(vertx.close());
  }

  @TestFactory
  Stream<DynamicTest> everyVisitEndsAsItsScenarioSays() {
    return DemoScenario.all().stream()
        .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> assertOutcome(scenario)));
  }

  @Test
  void clientsThatCloseProperlyAreClean() {
    assertThat(eventsOf("browser-tab")).allMatch(CloseEvent::clean);
    assertThat(eventsOf("browser-leaves")).allMatch(CloseEvent::clean);
    assertThat(eventsOf("talks-on")).noneMatch(CloseEvent::clean);
  }

  @Test
  void aResetIsAResetOnTheWire() {
    assertThat(eventsOf("resets"))
        .allMatch(event -> event.tcpEnd().by() == TcpEndBy.CLIENT)
        .allMatch(event -> event.tcpEnd().how() == TcpEndHow.RESET);
  }

  @Test
  void cutsAreWhereTheyAreMeantToBe() {
    assertThat(eventsOf("cut-in-frame")).allMatch(e -> e.abnormal().cutIn() == CutIn.FRAME);
    assertThat(eventsOf("cut-in-message")).allMatch(e -> e.abnormal().cutIn() == CutIn.MESSAGE);
    assertThat(eventsOf("vanishes")).allMatch(e -> e.abnormal().cutIn() == CutIn.NONE);
  }

  @Test
  void policyClosesNameTheirCauses() {
    assertThat(eventsOf("too-fast")).allMatch(e -> e.reason().startsWith("rate limit exceeded: "));
    assertThat(eventsOf("expired-token")).allMatch(e -> e.reason().startsWith("token expired "));
    assertThat(eventsOf("forbidden-word"))
        .allMatch(e -> e.reason().startsWith("forbidden content: "));
  }

  @Test
  void anUnansweredCloseIsWaitedForForOverTwoSeconds() {
    assertThat(eventsOf("never-answers"))
        .allMatch(
            event ->
                Duration.between(event.serviceClose().at(), event.closedAt()).toMillis() > 2_000);
  }

  private void assertOutcome(DemoScenario scenario) {
    List<RecordingRelay.Recorded> visits = visitsOf(scenario.name());
    assertThat(visits).isNotEmpty();
    for (RecordingRelay.Recorded visit : visits) {
      assertThat(outcomeOf(visit)).isEqualTo(scenario.outcome());
    }
  }

  private static Outcome outcomeOf(RecordingRelay.Recorded visit) {
    CloseEvent event = visit.event();
    if (event == null) {
      return new Outcome.Answered(visit.status(), visit.request().asksForWebSocket());
    }
    return new Outcome.Closed(
        event.initiator(),
        event.kind(),
        CloseCodes.label(event.code(), Set.of()),
        event.reply(),
        event.violations().stream().map(ViolationCount::violation).collect(toSet()));
  }

  private List<CloseEvent> eventsOf(String scenario) {
    List<CloseEvent> events =
        visitsOf(scenario).stream().map(RecordingRelay.Recorded::event).toList();
    assertThat(events).isNotEmpty();
    return events;
  }

  private List<RecordingRelay.Recorded> visitsOf(String scenario) {
    return seen.stream().filter(visit -> scenarioOf(visit).name().equals(scenario)).toList();
  }

  private DemoScenario scenarioOf(RecordingRelay.Recorded visit) {
    return scenarios.get(visit.peer());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(5, SECONDS);
  }
}
