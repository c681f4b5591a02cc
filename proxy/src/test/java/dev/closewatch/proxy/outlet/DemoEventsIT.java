package dev.closewatch.proxy.outlet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.config.EventsConfig;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.demo.Demo;
import dev.closewatch.proxy.demo.DemoScenario;
import dev.closewatch.proxy.demo.EchoService;
import dev.closewatch.proxy.demo.Outcome;
import dev.closewatch.proxy.kit.EventSchemas;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class DemoEventsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Within ten seconds each scenario has been seen; the rest is for a busy machine. */
  private static final Duration ALL_SEEN = Duration.ofSeconds(40);

  @TempDir Path directory;

  @Test
  void everyEventOfARunWithEveryScenarioIsValid() throws Exception {
    Path path = directory.resolve("events.jsonl");
    Proxy.Settings settings = new Proxy.Settings();
    settings.trustedProxies = List.of(Cidr.parse("127.0.0.0/8"));
    settings.events =
        new EventsConfig(new EventsTarget(path.toString()), 100 << 20, 5, null, Map.of());
    Vertx vertx = Vertx.vertx();
    EchoService service = get(EchoService.start(vertx));
    try (Proxy proxy = settings.start(service.port())) {
      Demo demo = get(Demo.start(vertx, "127.0.0.1", proxy.port(), 7));
      Eventually.get("every scenario", ALL_SEEN, () -> missing(path), Set::isEmpty);
      get(demo.stop());
      proxy.server().drain();
    }
    get(service.close());
    get(vertx.close());

    List<String> lines = Files.readAllLines(path);
    assertThat(lines).hasSizeGreaterThan(DemoScenario.all().size());
    assertThat(lines).allSatisfy(line -> assertThat(EventSchemas.faults(line)).isEmpty());
    assertThat(lines.stream().map(line -> parse(line).get("id")).distinct()).hasSameSizeAs(lines);
  }

  /** Returns the scenarios that make events and are in none yet. */
  private static Set<String> missing(Path path) {
    Set<String> peers;
    try {
      String text = Files.readString(path);
      peers =
          text.substring(0, text.lastIndexOf('\n') + 1)
              .lines()
              .map(DemoEventsIT::parse)
              .map(event -> event.has("client") ? event.get("client") : event)
              .map(client -> client.path("address").asText()) // a flag has none
              .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DemoScenario.all().stream()
        .filter(DemoEventsIT::makesEvents)
        .filter(scenario -> scenario.crowd().addresses().stream().noneMatch(peers::contains))
        .map(DemoScenario::name)
        .collect(Collectors.toSet());
  }

  private static boolean makesEvents(DemoScenario scenario) {
    return !(scenario.outcome() instanceof Outcome.Answered answered) || answered.upgradeAsked();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
