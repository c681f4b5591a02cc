package dev.closewatch.proxy.process;

import dev.closewatch.proxy.command.DemoOptions;
import dev.closewatch.proxy.command.ExitCode;
import dev.closewatch.proxy.command.RunFailure;
import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.Version;
import dev.closewatch.proxy.demo.Demo;
import dev.closewatch.proxy.demo.DemoScenario;
import dev.closewatch.proxy.demo.EchoService;
import dev.closewatch.proxy.demo.LiveSummary;
import dev.closewatch.proxy.metrics.Totals;
import dev.closewatch.proxy.server.ProxyServer;
import dev.closewatch.proxy.server.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The demo: an echo service, the proxy in front of it, and peers that close in every way there is.
 */
final class DemoProcess {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long SEED = 1005_1008;

  private final DemoOptions options;
  private final PrintStream out;
  private final Termination termination;
  private final long startNanos = System.nanoTime();

  DemoProcess(DemoOptions options, PrintStream out, Termination termination) {
    this.options = options;
    this.out = out;
    this.termination = termination;
  }

  int run() {
    termination.listen();
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try {
      EchoService service = await(EchoService.start(vertx));
      try (ProxyServer server = ProxyServer.start(config(service.port()), Version.number())) {
        introduce(server);
        Demo demo = await(Demo.start(vertx, LOOPBACK, server.relayPort(), SEED));
        summarise(server);
        await(demo.stop());
        server.drain();
      }
      await(service.close());
      return ExitCode.DONE;
    } catch (StartException e) {
      throw new RunFailure(e.line(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailure("interrupted", e);
    } finally {
      vertx.close();
    }
  }

  /**
   * What a user gets, but on the loopback, which the peers' forwarded addresses are trusted from.
   */
  private ProxyConfig config(int servicePort) {
    EventsTarget events = options.events();
    String tokenFile = options.adminTokenFile();
    Map<String, List<String>> given =
        Map.of(
            "listen", List.of(LOOPBACK + ":" + options.port()),
            "admin", List.of(options.admin().toString()),
            "admin-auth", List.of(AdminAuth.SYNTAX.write().apply(options.adminAuth())),
            "admin-token-file", tokenFile == null ? List.of() : List.of(tokenFile),
            "upstream", List.of("http://" + LOOPBACK + ":" + servicePort),
            "trusted-proxies", List.of("127.0.0.0/8,::1"),
            "drain-time", List.of("1s"),
            "warmup", List.of("off"),
            "events", events == null ? List.of() : List.of(events.file()));
    Map<String, String> token =
        Map.of(AdminAccess.VARIABLE, System.getenv().getOrDefault(AdminAccess.VARIABLE, ""));
    if (ConfigReader.read(given, token) instanceof ConfigReader.Valid valid) {
      return valid.config();
    }
    throw new IllegalStateException("the demo's own configuration is not valid: " + given);
  }

  private void introduce(ProxyServer server) {
    String admin = "http://" + new HostPort(options.admin().host(), server.adminPort());
    out.println("closewatch " + Version.number() + " demo");
    out.println();
    out.println("  simulated peers -> closewatch -> an echo service with policies of its own");
    out.println();
    DemoScenario.Group group = null;
    for (DemoScenario scenario : DemoScenario.all()) {
      if (scenario.group() != group) {
        group = scenario.group();
        out.println("  " + group.title() + ":");
      }
      out.printf("    %-22s %s%n", scenario.name(), scenario.description());
    }
    out.println();
    out.println("Open the live page in a browser:  " + admin + "/");
    out.println("  It shows how each connection ended, which peers are flagged, and why.");
    out.println();
    out.println("For programs:");
    out.println("  " + admin + "/metrics            how many closed how, for Prometheus");
    out.println("  " + admin + "/api/closes         each close, newest first, with its evidence");
    out.println("  " + admin + "/api/handshakes     what never became a connection");
    out.println("  " + admin + "/api/connections    what is open now");
    out.println("  " + admin + "/api/peers          who is flagged, for what, on which evidence");
    out.println(
        "Or connect a client of your own: ws://" + LOOPBACK + ":" + server.relayPort() + "/");
    out.println(
        options.seconds() == null
            ? "Ctrl-C ends it."
            : "It ends by itself after " + options.seconds() + " s; Ctrl-C ends it sooner.");
    out.println();
    out.flush();
  }

  private void summarise(ProxyServer server) throws InterruptedException {
    LiveSummary summary = new LiveSummary(out, isTerminal(), columns());
    Integer seconds = options.seconds();
    while (!termination.await(SUMMARY_INTERVAL)) {
      if (seconds != null && elapsed().toSeconds() >= seconds) {
        break;
      }
      summary.update(figures(server));
    }
    summary.finish(figures(server));
  }

  private LiveSummary.Figures figures(ProxyServer server) {
    Totals totals = server.meters().totals();
    return new LiveSummary.Figures(
        elapsed(), totals.opened(), totals.active(), totals.closes(), totals.notUpgraded());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  @SuppressWarnings("SystemConsoleNull") // only from JDK 22 on, where isTerminal tells
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      return true; // an older JDK has a console on a terminal only
    }
  }

  private static int columns() {
    try {
      return Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "80"));
    } catch (NumberFormatException e) {
      return 80;
    }
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RunFailure("the demo's own parts did not start or end: " + e.getMessage(), e);
    }
  }
}
