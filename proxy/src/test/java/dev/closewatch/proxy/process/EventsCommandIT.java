package dev.closewatch.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.EventSchemas;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.process.Launched.Ports;
import dev.closewatch.proxy.process.Launched.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged product and its events: standard output, signals, and a disk that is full. */
@Timeout(120)
class EventsCommandIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] BYE = FrameBytes.from(Sender.CLIENT).close(1000).bytes();
  private static final byte[] BYE_TOO = FrameBytes.from(Sender.SERVICE).close(1000).bytes();

  @TempDir Path directory;
  private final RawService service = new RawService();

  @AfterEach
  void closeService() {
    service.close();
  }

  private List<String> command(String events) {
    return Launched.proxy(service.port(), "--drain-time", "1s", "--events", events);
  }

  private RawPeer[] open(Ports running) {
    RawPeer client =
        RawPeer.connect(running.relay())
            .send(
                "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n\r\n");
    RawPeer accepted = service.acceptWebSocket();
    client.readHead();
    return new RawPeer[] {client, accepted};
  }

  private void visit(Ports running) {
    RawPeer[] pair = open(running);
    try (RawPeer client = pair[0];
        RawPeer accepted = pair[1]) {
      client.send(BYE);
      accepted.read(BYE.length);
      accepted.send(BYE_TOO).fin();
      client.readToFin();
      client.fin();
      accepted.readToFin();
    }
  }

  private static double dropped(Ports running) {
    return metrics(running).sum("closewatch_events_dropped_total", "sink", "file");
  }

  private static double flags(Ports running) {
    return metrics(running).sum("closewatch_peer_flags_total");
  }

  private static Metrics metrics(Ports running) {
    URI uri = URI.create("http://127.0.0.1:" + running.admin() + "/metrics");
    try {
      String page =
          HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return new Metrics(page);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertEvents(List<String> lines, int count) {
    assertThat(lines).allSatisfy(line -> assertThat(EventSchemas.faults(line)).isEmpty());
    assertThat(lines).hasSize(count);
  }

  @Test
  void standard_output_has_events_alone_and_a_signal_loses_none() {
    try (Launched process = Launched.command(Map.of(), command("-"))) {
      Ports running = Ports.of(process.errorLine(line -> line.contains("listening on")));
      for (int i = 0; i < 10; i++) {
        visit(running);
      }
      RawPeer[] stillOpen = open(running);
      process.terminate();
      Result result = process.result();

      assertThat(result.exitCode()).isZero();
      assertThat(result.err())
          .as("what it said: the start line, and that connections still open are ended")
          .hasSize(2)
          .noneMatch(line -> line.startsWith("{"));
      assertEvents(result.out(), 11);
      stillOpen[0].close();
      stillOpen[1].close();
    }
  }

  @Test
  void a_file_that_cannot_be_opened_is_one_line() {
    String path = directory.resolve("no/events.jsonl").toString();
    try (Launched process = Launched.command(Map.of(), command(path))) {
      Result result = process.result();
      assertThat(result.err())
          .containsExactly("closewatch: cannot write events to " + path + ": no such directory");
      assertThat(result.out()).isEmpty();
      assertThat(result.exitCode()).isEqualTo(1);
    }
  }

  /** The limit of a file's size is to the process what a full disk is: writes fail half-way. */
  @Test
  void a_full_disk_stops_the_file_and_not_the_relay_until_there_is_room() throws Exception {
    Path path = directory.resolve("events.jsonl");
    try (Launched process = Launched.command(Map.of(), command(path.toString()))) {
      Ports running = process.ports();
      limitFiles(process, "65536");
      int visits = 0;
      while (dropped(running) < 3) {
        visit(running);
        assertThat(++visits).isLessThan(300);
      }
      assertThat(Files.size(path)).isBetween(50_000L, 65_536L);
      long linesBefore = Files.readAllLines(path).size();

      limitFiles(process, "unlimited");
      long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      while (Files.readAllLines(path).size() <= linesBefore) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        visit(running);
        visits++;
      }
      int all = visits;
      Eventually.get(
          "nothing is unaccounted for",
          // So many visits in a row are a storm, whose flag is an event too.
          () -> Math.round(dropped(running) - flags(running)) + lines(path),
          sum -> sum == all);
      assertThat(Files.size(path)).isGreaterThan(65_536L);

      process.terminate();
      Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err().stream().filter(line -> line.contains("events cannot be written to")))
          .hasSize(1)
          .allMatch(line -> line.contains("file too large; they are dropped"));
      for (String line : Files.readAllLines(path)) {
        JsonNode event = JSON.readTree(line);
        assertThat(EventSchemas.faults(event)).isEmpty();
      }
    }
  }

  private static void limitFiles(Launched process, String bytes) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(prlimit.exitValue()).isZero();
  }

  private static long lines(Path path) {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
