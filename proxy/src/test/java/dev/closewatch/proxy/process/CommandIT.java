package dev.closewatch.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.demo.DemoScenario;
import dev.closewatch.proxy.demo.Outcome;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.process.Launched.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar and its launcher, as a user runs them. */
class CommandIT {
  private static final Pattern START_LINE =
      Pattern.compile(
          "closewatch \\S+ listening on 127\\.0\\.0\\.1:(\\d+), relaying to 127\\.0\\.0\\.1:(\\d+)"
              + " over (io_uring|epoll|nio); metrics http://127\\.0\\.0\\.1:(\\d+)/metrics,"
              + " page http://127\\.0\\.0\\.1:(\\d+)/");
  private static final Pattern DEMO_PAGE =
      Pattern.compile("Open the live page in a browser: +http://127\\.0\\.0\\.1:(\\d+)/");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int DEMO_SECONDS = 12;

  private final RawService service = new RawService();

  @AfterEach
  void closeService() {
    service.close();
  }

  // ---- what the tests do ----

  /** A proxy in front of the test's service, and where it listens. */
  private record Running(Launched process, int port, int adminPort) {}

  private static Running started(Launched process) {
    String line = process.line(text -> !text.isBlank());
    Matcher matcher = START_LINE.matcher(line);
    assertThat(matcher.matches()).as(line).isTrue();
    int admin = Integer.parseInt(matcher.group(4));
    assertThat(Integer.parseInt(matcher.group(5))).isEqualTo(admin);
    return new Running(process, Integer.parseInt(matcher.group(1)), admin);
  }

  private String upstream() {
    return "http://127.0.0.1:" + service.port();
  }

  private Launched startProxy(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("proxy", "--upstream", upstream(), "--listen", "127.0.0.1:0"));
    arguments.addAll(List.of("--admin", "127.0.0.1:0"));
    arguments.addAll(List.of(more));
    return Launched.closewatch(arguments.toArray(new String[0]));
  }

  private static RawPeer openWebSocket(Running running) {
    RawPeer client = RawPeer.connect(running.port);
    return client.send(
        "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  }

  private static HttpResponse<String> get(int adminPort, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + adminPort + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Returns a scrape, or nothing when nobody answers any more. */
  private static Optional<Metrics> scrape(int adminPort) {
    try {
      HttpResponse<String> page = get(adminPort, "/metrics");
      return page.statusCode() == 200 ? Optional.of(new Metrics(page.body())) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int readiness(int adminPort) {
    try {
      return get(adminPort, "/health/ready").statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void assertOneLine(Result result, int exitCode, String... parts) {
    assertThat(result.err()).as("error stream").hasSize(1);
    assertThat(result.err().get(0))
        .startsWith("closewatch: ")
        .contains(parts)
        .doesNotContain("Exception", "\tat ");
    assertThat(result.out()).as("output").isEmpty();
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }

  // ---- proxy ----

  @Test
  void the_proxy_says_where_it_listens_relays_and_ends_with_a_signal() throws Exception {
    try (Launched process = startProxy()) {
      Running running = started(process);
      assertThat(running.port).isPositive().isNotEqualTo(running.adminPort);
      assertThat(readiness(running.adminPort)).isEqualTo(200);
      try (RawPeer client = openWebSocket(running);
          RawPeer accepted = service.acceptWebSocket()) {
        client.readHead();
        byte[] hello = FrameBytes.from(Sender.CLIENT).text("hello").close(1000).bytes();
        client.send(hello);
        assertThat(accepted.read(hello.length)).isEqualTo(hello);
        client.fin();
        accepted.fin();
        client.readToFin();
      }
      Eventually.isTrue(
          "the close is counted",
          () ->
              scrape(running.adminPort).orElseThrow().sum("closewatch_closes_total", "code", "1000")
                  == 1);
      process.terminate();
      Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void a_signal_drains(String signal) throws Exception {
    try (Launched process = startWithDefaultSignals(signal, "--drain-time", "6s")) {
      Running running = started(process);
      try (RawPeer client = openWebSocket(running);
          RawPeer accepted = service.acceptWebSocket()) {
        client.readHead();
        process.signal(signal);
        Eventually.isTrue("not ready", () -> readiness(running.adminPort) == 503);
        assertThat(get(running.adminPort, "/health/live").statusCode()).isEqualTo(200);

        assertThat(client.read(4)).isEqualTo(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
        assertCloseFromClient(accepted.read(8), 1001);
        client.send(FrameBytes.from(Sender.CLIENT).close(1001).bytes());
        assertThat(client.readToFin()).isEmpty();
        client.fin();
        assertThat(scrape(running.adminPort).orElseThrow().sum("closewatch_connections_active"))
            .isEqualTo(1);
        accepted.send(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
        assertThat(accepted.readToFin()).isEmpty();

        long lastEndNanos = System.nanoTime(); // the last connection cannot have ended before
        accepted.fin();
        Metrics last = scrapeUntilTheEnd(process, running.adminPort);
        assertThat(System.nanoTime() - lastEndNanos)
            .as("metrics outlive the last connection, and no answer is waited for that has come")
            .isBetween(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(4));
        assertThat(last.sum("closewatch_connections_active")).isZero();
        assertThat(
                last.sum(
                    "closewatch_closes_total",
                    "initiator",
                    "proxy",
                    "code",
                    "1001",
                    "kind",
                    "going_away"))
            .as("%s", last.moved("closewatch_closes_total"))
            .isEqualTo(1);
      }
      Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void a_second_signal_ends_it_at_once(String signal) throws Exception {
    try (Launched process = startWithDefaultSignals(signal, "--drain-time", "24h")) {
      Running running = started(process);
      try (RawPeer client = openWebSocket(running);
          RawPeer accepted = service.acceptWebSocket()) {
        client.readHead();
        process.signal(signal);
        process.line(
            line -> line.endsWith("connections still open get a Close 1001 within 86400s"));
        Eventually.isTrue("not ready", () -> readiness(running.adminPort) == 503);
        assertThat(process.isAlive()).isTrue();
        process.signal(signal);
        assertThat(process.result().exitCode()).isEqualTo(130);
        assertThat(client.readToEnd().bytes()).as("without a Close").isEmpty();
        assertThat(accepted.readToEnd().bytes()).isEmpty();
      }
    }
  }

  private static void assertCloseFromClient(byte[] frame, int code) {
    assertThat(frame[0]).isEqualTo((byte) 0x88);
    assertThat(frame[1]).as("masked").isEqualTo((byte) 0x82);
    int high = (frame[6] ^ frame[2]) & 0xFF;
    int low = (frame[7] ^ frame[3]) & 0xFF;
    assertThat(high << 8 | low).isEqualTo(code);
  }

  /** Returns the last scrape that was answered. */
  private static Metrics scrapeUntilTheEnd(Launched process, int adminPort) {
    Metrics last = null;
    // One scrape that fails is not the end: the process may be busy, or not quite there yet.
    while (process.isAlive()) {
      last = scrape(adminPort).orElse(last);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertThat(last).isNotNull();
    return last;
  }

  /** A background job of a shell ignores SIGINT, and so do its children: undone for ours. */
  private Launched startWithDefaultSignals(String signal, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    if (isIgnored(signal)) {
      command.addAll(List.of("env", "--default-signal=" + signal));
    }
    command.addAll(List.of(Launched.LAUNCHER.toString(), "proxy", "--upstream", upstream()));
    command.addAll(List.of("--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"));
    command.addAll(List.of(options));
    return Launched.command(Map.of(), command);
  }

  private static boolean isIgnored(String signal) throws Exception {
    List<String> probe = List.of("sh", "-c", "kill -" + signal + " $$; echo ignored");
    try (Launched shell = Launched.command(Map.of(), probe)) {
      return !shell.result().out().isEmpty();
    }
  }

  @Test
  void what_still_connects_is_accepted_for_the_drain_delay() throws Exception {
    try (Launched process = startProxy("--drain-delay", "3s", "--drain-time", "2s")) {
      Running running = started(process);
      process.terminate();
      Eventually.isTrue("not ready", () -> readiness(running.adminPort) == 503);
      try (RawPeer client = openWebSocket(running);
          RawPeer accepted = service.acceptWebSocket()) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(client.read(4)).isEqualTo(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
        accepted.fin();
      }
      assertThat(process.result().exitCode()).isZero();
    }
  }

  @Test
  void a_port_that_is_taken_is_one_line_and_exit_code_1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertOneLine(
          Launched.run(
              "proxy", "--upstream", upstream(), "--listen", address, "--admin", "127.0.0.1:0"),
          1,
          address);
      assertOneLine(
          Launched.run(
              "proxy", "--upstream", upstream(), "--listen", "127.0.0.1:0", "--admin", address),
          1,
          address);
    }
  }

  @Test
  void a_second_proxy_on_the_same_port_does_not_start() {
    try (Launched process = startProxy()) {
      String address = "127.0.0.1:" + started(process).port;
      assertOneLine(
          Launched.run(
              "proxy", "--upstream", upstream(), "--listen", address, "--admin", "127.0.0.1:0"),
          1,
          address);
    }
  }

  @Test
  void a_second_proxy_takes_over_where_it_is_told_to() throws Exception {
    try (Launched first = startProxy()) {
      Running running = started(first);
      String listen = "127.0.0.1:" + running.port;
      String admin = "127.0.0.1:" + running.adminPort;
      assertOneLine(
          Launched.run(
              "proxy",
              "--upstream",
              upstream(),
              "--listen",
              listen,
              "--reuse-port",
              "on",
              "--admin",
              admin),
          1,
          admin);
      try (Launched second =
          Launched.closewatch(
              "proxy",
              "--upstream",
              upstream(),
              "--listen",
              listen,
              "--reuse-port",
              "on",
              "--admin",
              "127.0.0.1:0")) {
        Running other = started(second);
        assertThat(other.port).isEqualTo(running.port);
        first.terminate();
        assertThat(first.result().exitCode()).isZero();
        try (RawPeer client = openWebSocket(other);
            RawPeer accepted = service.acceptWebSocket()) {
          assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
          assertThat(accepted.socket().isConnected()).isTrue();
        }
      }
    }
  }

  @Test
  void settings_can_stand_in_the_environment_and_in_a_file(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("closewatch.yaml");
    Files.writeString(file, "upstream: " + upstream() + "\nlisten: 127.0.0.1:1\n");
    Map<String, String> environment =
        Map.of(
            "CLOSEWATCH_CONFIG", file.toString(),
            "CLOSEWATCH_LISTEN", "127.0.0.1:2",
            "CLOSEWATCH_ADMIN", "127.0.0.1:0",
            "CLOSEWATCH_JAVA_OPTS", "-Xmx64m -XX:+UseParallelGC");
    List<String> command =
        List.of(
            Launched.LAUNCHER.toString(), "proxy", "--listen", "127.0.0.1:0", "--transport", "nio");
    try (Launched process = Launched.command(environment, command)) {
      Running running = started(process);
      Metrics metrics = scrape(running.adminPort).orElseThrow();
      assertThat(metrics.toString()).contains("PS Old Gen");
      assertThat(metrics.sum("closewatch_build_info")).isEqualTo(1);
      process.terminate();
      assertThat(process.result().exitCode()).isZero();
    }
  }

  // ---- wrong usage ----

  @Test
  void a_bad_url_is_exit_code_2() {
    assertOneLine(Launched.run("proxy", "--upstream", "ftp://a"), 2, "--upstream", "ftp://a");
  }

  @Test
  void an_admin_port_for_everybody_without_a_token_is_exit_code_2() {
    String[] ways = {"--admin 127.0.0.1:0", "--admin-token-file", "CLOSEWATCH_ADMIN_TOKEN"};
    for (List<String> command :
        List.of(List.of("proxy", "--upstream", "http://127.0.0.1:9"), List.of("demo"))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--admin", "0.0.0.0:0"));
      Result result = Launched.run(arguments.toArray(new String[0]));
      assertOneLine(result, 2, ways);
      assertOneLine(result, 2, "--admin-auth none");
    }
  }

  @Test
  void what_has_no_token_in_so_many_words_is_said_at_the_start() {
    try (Launched process = startProxy("--privacy", "hash")) {
      started(process);
      process.line(line -> line.contains("a key of this process alone"));
    }
    try (Launched process =
        Launched.closewatch(
            "proxy",
            "--upstream",
            upstream(),
            "--listen",
            "127.0.0.1:0",
            "--admin",
            "0.0.0.0:0",
            "--admin-auth",
            "none")) {
      process.line(line -> line.contains("whoever reaches the admin port reads all that it has"));
    }
  }

  @Test
  void an_unknown_option_is_exit_code_2() {
    assertOneLine(
        Launched.run("proxy", "--upstream", upstream(), "--lisen", "127.0.0.1:0"), 2, "--lisen");
  }

  @Test
  void a_file_that_cannot_be_read_is_exit_code_2(@TempDir Path folder) {
    String missing = folder.resolve("missing.yaml").toString();
    assertOneLine(Launched.run("proxy", "--config", missing), 2, missing);
    assertOneLine(Launched.run("check", "--config", folder.toString()), 2, folder.toString());
  }

  @Test
  void bad_yaml_is_exit_code_2_and_names_its_line(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("closewatch.yaml");
    Files.writeString(file, "upstream: " + upstream() + "\nlisten: [127.0.0.1:0\n");
    assertOneLine(Launched.run("proxy", "--config", file.toString()), 2, file + ":");
    Files.writeString(file, "upstream: " + upstream() + "\n\ndrain-time: soon\n");
    assertOneLine(Launched.run("proxy", "--config", file.toString()), 2, file + ":3", "drain-time");
  }

  @Test
  void check_tells_every_fault_with_its_line(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("closewatch.yaml");
    Files.writeString(file, "upstream: ftp://a\nlisten: 127.0.0.1:0\ndrain-tim: 3s\n");
    Result faults = Launched.run("check", "--config", file.toString());
    assertThat(faults.exitCode()).isEqualTo(2);
    assertThat(faults.err()).hasSize(2).allMatch(line -> line.startsWith("closewatch: " + file));
    assertThat(faults.err().get(0)).contains(":1", "ftp://a");
    assertThat(faults.err().get(1)).contains(":3", "drain-tim");

    Files.writeString(file, "upstream: " + upstream() + "\n");
    Result valid = Launched.run("check", "--config", file.toString());
    assertThat(valid.exitCode()).isZero();
    assertThat(valid.out()).containsExactly(file + ": valid");
    assertThat(valid.err()).isEmpty();
  }

  // ---- version, help, and other ways to start it ----

  @Test
  void the_jar_runs_by_itself_and_tells_its_version() {
    List<String> command = List.of(Launched.JAVA, "-jar", Launched.JAR.toString(), "version");
    try (Launched process = Launched.command(Map.of(), command)) {
      Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out().get(0)).matches("closewatch \\d+\\.\\d+.*");
      assertThat(result.err()).isEmpty();
      assertThat(Launched.run("version").out()).isEqualTo(result.out());
    }
  }

  @Test
  void help_is_there_at_the_top_and_for_a_command() {
    Result top = Launched.run("--help");
    assertThat(top.exitCode()).isZero();
    assertThat(String.join("\n", top.out())).contains("proxy", "demo", "check", "version");
    Result help = Launched.run("proxy", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(String.join("\n", help.out())).contains("Usage: closewatch proxy", "--upstream");
    assertThat(help.err()).isEmpty();
    Result nothing = Launched.run();
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).isNotEmpty();
    assertThat(nothing.out()).isEmpty();
  }

  @Test
  void the_launcher_works_through_symbolic_links(@TempDir Path folder) throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), Launched.LAUNCHER);
    Path second =
        Files.createSymbolicLink(folder.resolve("a name with spaces"), first.getFileName());
    try (Launched process = Launched.command(Map.of(), List.of(second.toString(), "version"))) {
      assertThat(process.result().exitCode()).isZero();
    }
  }

  // ---- demo ----

  @Test
  void the_demo_shows_every_scenario_and_ends_by_itself() {
    String seconds = Integer.toString(DEMO_SECONDS);
    try (Launched process =
        Launched.closewatch(
            "demo", "--seconds", seconds, "--port", "0", "--admin", "127.0.0.1:0")) {
      Matcher page = DEMO_PAGE.matcher(process.line(line -> DEMO_PAGE.matcher(line).matches()));
      assertThat(page.matches()).isTrue();
      Metrics last = scrapeUntilTheEnd(process, Integer.parseInt(page.group(1)));
      for (DemoScenario scenario : DemoScenario.all()) {
        assertThat(times(scenario.outcome(), last)).as(scenario.name()).isPositive();
      }
      assertThat(last.unaccounted()).isZero();
      Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).anyMatch(line -> line.contains("ends by itself"));
    }
  }

  /** Returns how often an outcome has been seen, by the series that it is in. */
  private static double times(Outcome outcome, Metrics metrics) {
    if (outcome instanceof Outcome.Answered answered) {
      String status = Integer.toString(answered.status());
      return answered.upgradeAsked()
          ? metrics.sum("closewatch_handshakes_total", "outcome", "refused", "status", status)
          : metrics.sum("closewatch_http_requests_total", "status_class", status.charAt(0) + "xx");
    }
    Outcome.Closed closed = (Outcome.Closed) outcome;
    double times =
        metrics.sum(
            "closewatch_closes_total",
            "initiator",
            closed.initiator().label(),
            "code",
            closed.code(),
            "kind",
            closed.kind().label());
    if (closed.reply() != Reply.NOT_APPLICABLE) {
      Sender replier = closed.initiator() == Initiator.CLIENT ? Sender.SERVICE : Sender.CLIENT;
      times =
          Math.min(
              times,
              metrics.sum(
                  "closewatch_close_replies_total",
                  "replier",
                  replier.label(),
                  "reply",
                  closed.reply().label()));
    }
    for (Violation violation : closed.violations()) {
      times =
          Math.min(
              times, metrics.sum("closewatch_violations_total", "violation", violation.label()));
    }
    return times;
  }
}
