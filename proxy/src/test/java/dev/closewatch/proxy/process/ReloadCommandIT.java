package dev.closewatch.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a process changes: its file is replaced, or a signal has it read again. */
class ReloadCommandIT {
  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final RawService service = new RawService();
  private Path file;
  private Launched process;
  private int port;
  private int adminPort;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("closewatch.yaml");
    write("");
    List<String> command = new ArrayList<>();
    if (ignoresHangups()) {
      command.addAll(List.of("env", "--default-signal=HUP"));
    }
    command.addAll(List.of(Launched.LAUNCHER.toString(), "proxy", "--config", file.toString()));
    process = Launched.command(Map.of(), command);
    Launched.Ports ports = process.ports();
    port = ports.relay();
    adminPort = ports.admin();
  }

  /** As under nohup: children do so too, and a JVM that does takes no such signal. */
  private static boolean ignoresHangups() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
  }

  @AfterEach
  void stop() {
    process.close();
    service.close();
  }

  private void write(String more) throws IOException {
    Path next = folder.resolve("next");
    Files.writeString(
        next,
        "upstream: http://127.0.0.1:"
            + service.port()
            + "\nlisten: 127.0.0.1:0\nadmin: 127.0.0.1:0\n"
            + more);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Metrics metrics() {
    URI uri = URI.create("http://127.0.0.1:" + adminPort + "/metrics");
    try {
      return new Metrics(
          http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_file_that_is_replaced_is_read_again_and_a_broken_one_refused() throws Exception {
    try (RawPeer open = RawPeer.connect(port)) {
      write("max-connections: 1\ntransport: nio\n");
      process.errorLine(line -> line.contains("needs a restart and stays as it was: transport"));
      process.errorLine(line -> line.endsWith("changed: max-connections"));
      try (RawPeer turnedAway = RawPeer.connect(port)) {
        turnedAway.send(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        assertThat(turnedAway.readHead()).startsWith("HTTP/1.1 503 ");
      }
      assertThat(open.socket().isConnected()).isTrue();

      write("max-connections: many\n");
      process.errorLine(
          line -> line.contains("stays as it was: " + file + ":4: max-connections: 'many'"));
      Eventually.isTrue(
          "the gauge says so",
          () -> metrics().sum("closewatch_config_last_reload_successful") == 0);
      write("");
      Eventually.isTrue(
          "and that it is over",
          () -> metrics().sum("closewatch_config_last_reload_successful") == 1);
    }
  }

  @Test
  void a_signal_has_it_read_again_and_ends_nothing() throws Exception {
    double before = metrics().sum("closewatch_config_last_reload_success_timestamp_seconds");
    process.signal("HUP");
    process.errorLine(line -> line.endsWith("changed: nothing"));
    Eventually.isTrue(
        "the time of it",
        () -> metrics().sum("closewatch_config_last_reload_success_timestamp_seconds") > before);
    assertThat(process.isAlive()).isTrue();
    process.terminate();
    assertThat(process.result().exitCode()).isZero();
  }
}
