package dev.closewatch.dashboards.grafana;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.closewatch.dashboards.kit.Daemon;
import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.Version;
import dev.closewatch.proxy.demo.Demo;
import dev.closewatch.proxy.demo.EchoService;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.TestCertificate;
import dev.closewatch.proxy.server.ProxyServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real Prometheus that scrapes real replicas, two of them of the proxy, each under the demo's
 * traffic: the same service behind both, and with two of them a query that joins or adds up wrongly
 * shows.
 */
final class ScrapedDemo implements Closeable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int REPLICAS = 2;

  /** Beside them, one that speaks TLS with clients, which the demo's peers do not. */
  private static final int ALL = REPLICAS + 1;

  private static final long SEED = 1005_1008;

  private final Vertx vertx = Vertx.vertx();
  private final List<ProxyServer> replicas = new ArrayList<>();
  private @Nullable Daemon prometheus;

  private ScrapedDemo() {}

  /** Starts all of it, with Prometheus' files in a directory of its own. */
  static ScrapedDemo start(Path directory) throws Exception {
    ScrapedDemo demo = new ScrapedDemo();
    try {
      demo.startReplicas(directory);
      demo.startPrometheus(directory);
      return demo;
    } catch (Exception | AssertionError e) {
      demo.close();
      throw e;
    }
  }

  private void startReplicas(Path directory) throws Exception {
    EchoService service = get(EchoService.start(vertx));
    for (int i = 0; i < REPLICAS; i++) {
      ProxyServer replica = ProxyServer.start(config(given(service.port())), Version.number());
      replicas.add(replica);
      get(Demo.start(vertx, LOOPBACK, replica.relayPort(), SEED + i));
    }
    startTls(service.port(), directory);
  }

  /** Each second somebody speaks plain HTTP to the port that wants TLS. */
  private void startTls(int servicePort, Path directory) throws Exception {
    Path own = TestCertificate.authority("test").issue("localhost").writeTo(directory);
    Map<String, List<String>> given = new HashMap<>(given(servicePort));
    given.put("tls-cert", List.of(own.resolve("tls.crt").toString()));
    given.put("tls-key", List.of(own.resolve("tls.key").toString()));
    ProxyServer replica = ProxyServer.start(config(given), Version.number());
    replicas.add(replica);
    NetClient client = vertx.createNetClient();
    vertx.setPeriodic(
        1_000,
        timer ->
            client
                .connect(replica.relayPort(), LOOPBACK)
                .onSuccess(socket -> socket.write("GET / HTTP/1.1\r\n\r\n")));
  }

  private void startPrometheus(Path directory) throws IOException {
    Daemon started = Daemon.prometheus(configuration(directory));
    prometheus = started;
    Eventually.get(
        "a scrape of each replica",
        Duration.ofSeconds(30),
        () -> started.query("count(closewatch_build_info)"),
        answer -> answer.at("/data/result/0/value/1").asInt() == ALL);
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

  private static Map<String, List<String>> given(int servicePort) {
    return Map.of(
        "listen", List.of(LOOPBACK + ":0"),
        "admin", List.of(LOOPBACK + ":0"),
        "upstream", List.of("http://" + LOOPBACK + ":" + servicePort),
        "trusted-proxies", List.of("127.0.0.0/8"),
        // What is off by default has panels, too.
        "cohort", List.of("header:User-Agent"),
        "top-peers", List.of("on"));
  }

  private static ProxyConfig config(Map<String, List<String>> given) {
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
