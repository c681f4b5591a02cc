package dev.closewatch.proxy.outlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.kit.EventSchemas;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.ObservedClose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventFileTest {
  private static final Sampling ALL = new Sampling(Map.of());
  private static final Duration NO_PAUSE = Duration.ofNanos(1);

  @TempDir Path directory;

  @Test
  void events_ofEachKind_areValidLinesInOrder() throws IOException {
    Path path = directory.resolve("events.jsonl");
    try (EventFile file = open(path, Map.of())) {
      file.closed(close(1));
      file.notUpgraded(SampleEvents.handshake(HandshakeOutcome.TIMEOUT, 504));
      file.flagged(SampleEvents.flag());
      file.closed(close(2));

      Eventually.isTrue("written at once", () -> lines(path).size() == 4);
    }
    assertThat(lines(path)).allSatisfy(line -> assertThat(EventSchemas.faults(line)).isEmpty());
    assertThat(ids(path)).containsExactly("c-1", "h-1", "f-1", "c-2");
  }

  @Test
  void close_withEventsWaiting_writesThemAll() throws IOException {
    Path path = directory.resolve("events.jsonl");
    EventFile file = open(path, Map.of());
    for (int i = 0; i < EventFile.CAPACITY; i++) {
      file.closed(close(i));
    }
    file.close();

    assertThat(ids(path))
        .isEqualTo(IntStream.range(0, EventFile.CAPACITY).mapToObj(i -> "c-" + i).toList());
    assertThat(file.dropped()).isZero();
  }

  @Test
  void sampledOut_isNotDropped() throws IOException {
    Path path = directory.resolve("events.jsonl");
    EventFile file = open(path, Map.of("normal", 0.01));
    IntStream.range(0, 2_000).forEach(i -> file.closed(close(i)));
    file.close();

    assertThat(lines(path))
        .hasSizeBetween(5, 50)
        .allMatch(line -> line.contains("\"weight\":100}"));
    assertThat(file.dropped()).isZero();
  }

  @Test
  void slowOutput_callersNeverWaitAndWhatIsLostIsCounted() throws Exception {
    Stuck output = new Stuck();
    EventFile file = new EventFile("it", output, ALL, NO_PAUSE);
    file.closed(close(0));
    output.reached.await();

    long startNanos = System.nanoTime();
    IntStream.rangeClosed(1, EventFile.CAPACITY + 1_000).forEach(i -> file.closed(close(i)));
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(2));
    assertThat(file.dropped()).isEqualTo(1_000);

    output.released.countDown();
    file.close();
    assertThat(output.taken).hasValue(1 + EventFile.CAPACITY);
  }

  @Test
  void outputThatNeverReturns_isLeftAtTheEndAndWhatIsLostIsCounted() throws Exception {
    Stuck output = new Stuck();
    EventFile file = new EventFile("it", output, ALL, NO_PAUSE);
    file.closed(close(0));
    output.reached.await();
    file.closed(close(1));
    file.closed(close(2));
    file.close();

    assertThat(output.interrupted).isTrue();
    assertThat(file.dropped()).isEqualTo(3);
  }

  @Test
  void failingOutput_dropsCountsAndIsTriedAgainAfterAPause() {
    Failing output = new Failing();
    EventFile file = new EventFile("it", output, ALL, Duration.ofMillis(50));
    file.closed(close(0));
    Eventually.isTrue("a failure", () -> file.dropped() == 1);

    output.broken = false;
    int sent = 1;
    while (output.taken.get() == 0) {
      file.closed(close(sent++));
      int all = sent;
      Eventually.isTrue("one more", () -> file.dropped() + output.taken.get() == all);
    }
    file.close();
    assertThat(file.dropped() + output.taken.get()).isEqualTo(sent);
    assertThat(output.attempts).hasValueLessThan(sent);
  }

  @Test
  void fullDevice_isCountedAndLeftInPeace() throws IOException {
    EventFile file = open(Path.of("/dev/full"), Map.of());
    IntStream.range(0, 10).forEach(i -> file.closed(close(i)));

    Eventually.isTrue("all are lost", () -> file.dropped() == 10);
    file.close();
  }

  @Test
  void symbolicLink_isFollowedAndNeverRenamed() throws IOException {
    Path real = directory.resolve("real");
    Path link = directory.resolve("link");
    Files.writeString(real, "");
    Files.createSymbolicLink(link, real);
    EventFile file = EventFile.open(new EventsTarget(link.toString()), 2_000, 5, null, Map.of());
    IntStream.range(0, 3).forEach(i -> file.closed(close(i)));
    file.close();

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(ids(real)).isNotEmpty();
    assertThat(ids(directory.resolve("real.1"))).isNotEmpty();
  }

  @Test
  void reasons_areWordsForPeople() throws IOException {
    assertThat(refusal(directory.resolve("no/events"))).isEqualTo("no such directory");
    assertThat(refusal(directory)).isEqualTo("is a directory");
    Files.writeString(directory.resolve("file"), "");
    assertThat(refusal(directory.resolve("file/events"))).isEqualTo("not a directory");
  }

  private static String refusal(Path path) {
    try (EventFile file = open(path, Map.of())) {
      return "opened " + path + ", and lost " + file.dropped();
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static EventFile open(Path path, Map<String, Double> shares) throws IOException {
    return EventFile.open(new EventsTarget(path.toString()), 100 << 20, 5, null, shares);
  }

  private static ObservedClose close(int number) {
    return SampleEvents.observed(
        SampleEvents.builder().opening(SampleEvents.opening("c-" + number, null, "peer")).build());
  }

  private static List<String> lines(Path path) {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.collect(Collectors.toList());
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<String> ids(Path path) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String line : lines(path)) {
      ids.add(new ObjectMapper().readTree(line).get("id").textValue());
    }
    return ids;
  }

  /** Takes nothing before it is released, or gives up when it is interrupted. */
  private static final class Stuck implements LineOutput {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger taken = new AtomicInteger();
    volatile boolean interrupted;

    @Override
    public Written write(List<byte[]> lines) {
      reached.countDown();
      try {
        released.await();
        taken.addAndGet(lines.size());
        return new Written(lines.size(), null);
      } catch (InterruptedException e) {
        interrupted = true;
        return new Written(0, new IOException(e));
      }
    }

    @Override
    public void close() {}
  }

  /** Takes nothing while it is broken. */
  private static final class Failing implements LineOutput {
    volatile boolean broken = true;
    final AtomicInteger taken = new AtomicInteger();
    final AtomicInteger attempts = new AtomicInteger();

    @Override
    public Written write(List<byte[]> lines) {
      attempts.incrementAndGet();
      if (broken) {
        return new Written(0, new IOException("No space left on device"));
      }
      taken.addAndGet(lines.size());
      return new Written(lines.size(), null);
    }

    @Override
    public void close() {}
  }
}
