package dev.closewatch.proxy.outlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.EventsConfig;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.kit.EventSchemas;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.Proxy.Pair;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events outside of the process, seen from both ends of real connections. */
@Timeout(60)
class EventsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] BYE = FrameBytes.from(Sender.CLIENT).close(1000).bytes();
  private static final byte[] BYE_TOO = FrameBytes.from(Sender.SERVICE).close(1000).bytes();

  @TempDir Path directory;
  private final RawService service = new RawService();

  @AfterEach
  void closeService() {
    service.close();
  }

  private Path path() {
    return directory.resolve("events.jsonl");
  }

  private Proxy start(Map<String, Double> sample) {
    Proxy.Settings settings = new Proxy.Settings();
    settings.events =
        new EventsConfig(new EventsTarget(path().toString()), 1 << 20, 5, null, sample);
    return settings.start(service.port());
  }

  private void visit(Proxy proxy) {
    try (Pair pair = proxy.open(service)) {
      end(pair);
    }
  }

  private static void end(Pair pair) {
    pair.client().send(BYE);
    assertThat(pair.service().read(BYE.length)).isEqualTo(BYE);
    pair.service().send(BYE_TOO).fin();
    assertThat(pair.client().readToFin()).isEqualTo(BYE_TOO);
    pair.client().fin();
    assertThat(pair.service().readToFin()).isEmpty();
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(path())) {
      assertThat(EventSchemas.faults(line)).isEmpty();
      events.add(JSON.readTree(line));
    }
    return events;
  }

  @Test
  void everyEventIsInTheFileWithinASecondAndADrainLosesNone() throws Exception {
    List<Pair> open = new ArrayList<>();
    try (Proxy proxy = start(Map.of())) {
      for (int i = 0; i < 30; i++) {
        visit(proxy);
      }
      RawPeer refused = RawPeer.connect(proxy.port()).send("nonsense\r\n\r\n");
      refused.readToFin();
      Eventually.get("31 lines", Duration.ofSeconds(2), () -> lines(), lines -> lines == 31);

      for (int i = 0; i < 20; i++) {
        open.add(proxy.open(service));
      }
      proxy.server().drain();
    } finally {
      open.forEach(Pair::close);
    }
    List<JsonNode> events = events();
    assertThat(events).hasSize(51);
    assertThat(
            events.stream()
                .filter(event -> event.at("/proxyClose/reason").asText().equals("drain")))
        .hasSize(20);
    assertThat(events.stream().map(event -> event.get("id")).distinct()).hasSize(51);
  }

  private long lines() {
    try (Stream<String> lines = Files.lines(path())) {
      return lines.count();
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void ofBoringClosesAPartIsWrittenButAllAreCountedAndShown() throws Exception {
    try (Proxy proxy = start(Map.of("normal", 0.0001))) {
      for (int i = 0; i < 3; i++) {
        visit(proxy);
      }
      try (Pair pair = proxy.open(service)) {
        // An unmasked frame of a client: a violation, in a connection that ends well.
        byte[] hello = FrameBytes.from(Sender.SERVICE).text("hello").bytes();
        pair.client().send(hello);
        assertThat(pair.service().read(hello.length)).isEqualTo(hello);
        end(pair);
      }
      List<JsonNode> shown = proxy.closes(4);
      assertThat(shown).allMatch(close -> close.get("weight").intValue() == 1);
      assertThat(shown).allMatch(close -> close.get("clean").booleanValue());
      assertThat(proxy.metrics().sum("closewatch_closes_total")).isEqualTo(4);
      assertThat(proxy.metrics().sum("closewatch_events_dropped_total")).isZero();
      proxy.server().drain();

      assertThat(events()).hasSize(1);
      assertThat(events().get(0).at("/violations/0/violation").textValue())
          .isEqualTo("unmasked_frame");
    }
  }

  @Test
  void aFileThatBlocksHoldsNobodyUp() throws Exception {
    // Nobody reads this pipe: some 40 events fill it, and the next write waits for ever.
    Process mkfifo = new ProcessBuilder("mkfifo", path().toString()).inheritIO().start();
    assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
    try (Proxy proxy = start(Map.of())) {
      long longestNanos = 0;
      for (int i = 0; i < 150; i++) {
        long startNanos = System.nanoTime();
        visit(proxy);
        longestNanos = Math.max(longestNanos, System.nanoTime() - startNanos);
      }
      assertThat(Duration.ofNanos(longestNanos)).isLessThan(Duration.ofSeconds(3));
      assertThat(proxy.closes(150)).hasSize(150);
      assertThat(proxy.metrics().sum("closewatch_closes_total")).isEqualTo(150);

      long startNanos = System.nanoTime();
      proxy.server().close();
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void aDeviceThatIsFullIsCounted() {
    Proxy.Settings settings = new Proxy.Settings();
    settings.events = new EventsConfig(new EventsTarget("/dev/full"), 1 << 20, 5, null, Map.of());
    try (Proxy proxy = settings.start(service.port())) {
      assertThat(proxy.metrics().sum("closewatch_events_dropped_total")).isZero();
      for (int i = 0; i < 5; i++) {
        visit(proxy);
      }
      Eventually.isTrue(
          "five are lost",
          () -> proxy.metrics().sum("closewatch_events_dropped_total", "sink", "file") == 5);
      assertThat(proxy.closes(5)).hasSize(5);
    }
  }
}
