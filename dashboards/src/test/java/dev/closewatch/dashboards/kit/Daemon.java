package dev.closewatch.dashboards.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus or Alertmanager, running on a port of the loopback until it is closed. Neither can be
 * told to take any free port, so one is looked for; when another program is quicker, the next one.
 */
public final class Daemon implements Closeable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 5;
  private static final Duration READY_LIMIT = Duration.ofSeconds(40);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final int port;
  private final Path log;

  private Daemon(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /**
   * Starts Prometheus.
   *
   * @param config its configuration, in a directory that it may write to
   */
  public static Daemon prometheus(Path config) {
    return start(
        "prometheus",
        config,
        port ->
            List.of(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + config.resolveSibling("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + port));
  }

  /**
   * Starts Alertmanager.
   *
   * @param config its configuration, in a directory that it may write to
   */
  public static Daemon alertmanager(Path config) {
    return start(
        "alertmanager",
        config,
        port ->
            List.of(
                "prometheus-alertmanager",
                "--config.file=" + config,
                "--storage.path=" + config.resolveSibling("alertmanager-data"),
                "--web.listen-address=127.0.0.1:" + port,
                // Without it the cluster's gossip would listen on every address.
                "--cluster.listen-address="));
  }

  private static Daemon start(String name, Path config, IntFunction<List<String>> command) {
    Path log = config.resolveSibling(name + ".log");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      int port = freePort();
      Daemon daemon = new Daemon(launch(command.apply(port), log), port, log);
      if (daemon.becomesReady()) {
        return daemon;
      }
      daemon.close();
    }
    throw new AssertionError(name + " does not start: " + read(log));
  }

  public int port() {
    return port;
  }

  /** Returns what it has logged so far. */
  public String log() {
    return read(log);
  }

  /** Returns the answer to a GET, which is to be JSON. */
  public JsonNode get(String path) {
    return answer(HttpRequest.newBuilder(uri(path)));
  }

  /** Posts JSON and returns the answer. */
  public JsonNode post(String path, JsonNode body) {
    return answer(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private static JsonNode answer(HttpRequest.Builder request) {
    try {
      HttpRequest bounded = request.timeout(REQUEST_LIMIT).build();
      return JSON.readTree(HTTP.send(bounded, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns what Prometheus answers to an instant query: status, and data or error. */
  public JsonNode query(String promql) {
    return get("/api/v1/query?query=" + URLEncoder.encode(promql, UTF_8));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Process launch(List<String> command, Path log) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean becomesReady() {
    long startNanos = System.nanoTime();
    while (process.isAlive()) {
      // Ready says nothing of who answers: with the port taken it would be another program.
      if (Integer.valueOf(200).equals(readyStatus()) && process.isAlive()) {
        return true;
      }
      if (System.nanoTime() - startNanos > READY_LIMIT.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return false;
  }

  private @Nullable Integer readyStatus() {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri("/-/ready")).timeout(REQUEST_LIMIT).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return null; // not listening yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
