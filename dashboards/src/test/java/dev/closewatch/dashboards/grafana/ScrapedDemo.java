package dev.closewatch.dashboards.grafana;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.closewatch.dashboards.kit.Daemon;
import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.Version;
import dev.closewatch.proxy.demo.Demo;
import dev.closewatch.proxy.demo.EchoService;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.server.ProxyServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real Prometheus that scrapes two real replicas of the proxy, each under the demo's traffic: the
 * same service behind both, and with two of them a query that joins or adds up wrongly shows.
 */
final class ScrapedDemo implements Closeable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int REPLICAS = 2;
  private static final long SEED = 1005_1008;

  private final Vertx vertx = Vertx.vertx();
  private final List<ProxyServer> replicas = new ArrayList<>();
  private @Nullable Daemon prometheus;

  private ScrapedDemo() {}

  /** Starts all of it, with Prometheus' files in a directory of its own. */
  static ScrapedDemo start(Path directory) throws Exception {
    ScrapedDemo demo = new ScrapedDemo();
    try {
      demo.startReplicas();
      demo.startPrometheus(directory);
      return demo;
    } catch (Exception | AssertionError e) {
      demo.close();
      throw e;
    }
  }

  private void startReplicas() throws Exception {
    EchoService service = get(EchoService.start(vertx));
    for (int i = 0; i < REPLICAS; i++) {
      ProxyServer replica = ProxyServer.start(config(service.port()), Version.number());
      replicas.add(replica);
      get(Demo.start(vertx, LOOPBACK, replica.relayPort(), SEED + i));
    }
  }

  private void startPrometheus(Path directory) throws IOException {
    Daemon started = Daemon.prometheus(configuration(directory));
    prometheus = started;
    Eventually.get(
        "a scrape of each replica",
        Duration.ofSeconds(30),
        () -> started.query("count(closewatch_build_info)"),
        answer -> answer.at("/data/result/0/value/1").asInt() == REPLICAS);
  }

  Daemon prometheus() {
    return Objects.requireNonNull(prometheus);
  }

  @Override
  public void close() {
    if (prometheus != null) {
      prometheus.close();
    }
    try {
      get(vertx.close());
    } catch (Exception e) {
      throw new IllegalStateException("the demo does not end", e);
    } finally {
      replicas.forEach(ProxyServer::close);
    }
  }

  private static ProxyConfig config(int servicePort) {
    Map<String, List<String>> given =
        Map.of(
            "listen", List.of(LOOPBACK + ":0"),
            "admin", List.of(LOOPBACK + ":0"),
            "upstream", List.of("http://" + LOOPBACK + ":" + servicePort),
            "trusted-proxies", List.of("127.0.0.0/8"),
            // What is off by default has panels, too.
            "cohort", List.of("header:User-Agent"),
            "top-peers", List.of("on"));
    if (ConfigReader.read(given, Map.of()) instanceof ConfigReader.Valid valid) {
      return valid.config();
    }
    throw new IllegalStateException("not a valid configuration: " + given);
  }

  /** A scrape each second, and one alert that fires at once: annotations are to find it. */
  private Path configuration(Path directory) throws IOException {
    String targets =
        replicas.stream()
            .map(replica -> "'" + LOOPBACK + ":" + replica.adminPort() + "'")
            .collect(Collectors.joining(", "));
    Files.writeString(
        directory.resolve("test.rules.yml"),
        """
        groups:
          - name: test
            rules:
              - alert: ClosewatchTestOfAnnotations
                expr: sum by (job, route) (closewatch_connections_opened_total) > 0
                labels: {severity: info}
        """);
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [test.rules.yml]
        scrape_configs:
          - job_name: closewatch
            static_configs:
              - targets: [%s]
        """
            .formatted(targets));
    return config;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
