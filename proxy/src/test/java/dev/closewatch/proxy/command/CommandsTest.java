package dev.closewatch.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.config.ConfigSource;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.UpstreamUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandsTest {
  private static final String NO_UPSTREAM =
      "closewatch: no upstream: say where the service is, by --upstream URL, CLOSEWATCH_UPSTREAM"
          + " or upstream in the file\n";

  @TempDir Path directory;

  @Test
  void proxy_options_reachTheRunner() {
    Typed typed =
        Typed.run(
            "proxy",
            "--upstream",
            "http://a:1",
            "--drain-time=3s",
            "--upstream=ws://b:2",
            "--listen",
            "127.0.0.1:0");

    assertThat(typed.err()).isEmpty();
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.started())
        .singleElement()
        .isInstanceOfSatisfying(
            ProxyConfig.class,
            config -> {
              assertThat(config.upstreams())
                  .containsExactly(new UpstreamUrl("a", 1), new UpstreamUrl("b", 2));
              assertThat(config.drain().time()).isEqualTo(Duration.ofSeconds(3));
              assertThat(config.listen()).isEqualTo(new HostPort("127.0.0.1", 0));
            });
  }

  @Test
  void proxy_environmentAndFile_reachTheRunner() throws IOException {
    String file = write("upstream: http://a\nclose-timeout: 1s\n");

    Typed typed =
        Typed.run(
            Map.of("CLOSEWATCH_CONFIG", file, "CLOSEWATCH_DRAIN_DELAY", "2s"),
            new Typed.Recorder(),
            "proxy");

    assertThat(typed.started())
        .singleElement()
        .isInstanceOfSatisfying(
            ProxyConfig.class,
            config -> {
              assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(1));
              assertThat(config.drain().delay()).isEqualTo(Duration.ofSeconds(2));
            });
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("proxy", NO_UPSTREAM),
        arguments(
            "proxy --listen abc --upstream http://a",
            "closewatch: --listen: 'abc' is not HOST:PORT\n"),
        arguments(
            "proxy --listen abc --buffer 1",
            "closewatch: --listen: 'abc' is not HOST:PORT\n"
                + "closewatch: --buffer: '1' is out of bounds, 4KiB to 16MiB\n"
                + NO_UPSTREAM),
        arguments("proxy --listen", "closewatch: --listen: needs a value, HOST:PORT\n"),
        arguments("proxy --listen :1 --listen :2", "closewatch: --listen: given more than once\n"),
        arguments(
            "proxy --drain-tme 1s",
            "closewatch: '--drain-tme' is not an option of closewatch proxy; did you mean"
                + " --drain-time?\n"),
        arguments(
            "proxy --drainTime=1s",
            "closewatch: '--drainTime' is not an option of closewatch proxy; did you mean"
                + " --drain-time?\n"),
        arguments(
            "proxy --pcap -",
            "closewatch: '--pcap' is not an option of closewatch proxy; see closewatch proxy"
                + " --help\n"),
        arguments(
            "proxy http://a",
            "closewatch: 'http://a' is one argument too many; see closewatch proxy --help\n"),
        arguments(
            "proxy @file",
            "closewatch: '@file' is one argument too many; see closewatch proxy --help\n"),
        arguments(
            "porxy", "closewatch: 'porxy' is not a command of closewatch; did you mean proxy?\n"),
        arguments(
            "read", "closewatch: 'read' is not a command of closewatch; see closewatch --help\n"),
        arguments(
            "--listen :1 proxy",
            "closewatch: '--listen' is not an option of closewatch; see closewatch --help\n"),
        arguments(
            "-hV", "closewatch: '-hV' is not an option of closewatch; see closewatch --help\n"),
        arguments("check", "closewatch: check needs the file to check: --config FILE\n"),
        arguments("check --config", "closewatch: --config: needs a value, FILE\n"),
        arguments("check --config /absent", "closewatch: /absent: no such file\n"),
        arguments(
            "check --listen :1",
            "closewatch: '--listen' is not an option of closewatch check; see closewatch check"
                + " --help\n"),
        arguments(
            "demo --port 65536 --admin x --seconds 0",
            """
            closewatch: --port: '65536' is not a number from 0 to 65535
            closewatch: --admin: 'x' is not HOST:PORT
            closewatch: --seconds: '0' is not a number from 1 to 86400
            """),
        arguments(
            "demo --seconds 86401",
            "closewatch: --seconds: '86401' is not a number from 1 to 86400\n"),
        arguments(
            "demo --port 9464",
            "closewatch: --admin: port 9464 is both where clients connect and where metrics are\n"),
        arguments(
            "version now",
            "closewatch: 'now' is one argument too many; see closewatch version --help\n"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void run_mistake_isOneLineEachAndExit2(String line, String err) {
    Typed typed = Typed.run(line.split(" "));

    assertThat(typed.err()).isEqualTo(err);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.started()).isEmpty();
  }

  @Test
  void proxy_variable_isNamedInItsFault() {
    Typed typed =
        Typed.run(
            Map.of("CLOSEWATCH_BUFFER", "64kb", "CLOSEWATCH_UPSTREAM", "http://a"),
            new Typed.Recorder(),
            "proxy");

    assertThat(typed.err())
        .isEqualTo(
            "closewatch: CLOSEWATCH_BUFFER: '64kb' is not a size such as 16KiB, 1MiB or 4096"
                + " (bytes)\n");
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @Test
  void proxy_valueWithControlCharacters_staysOnItsLine() {
    Typed typed = Typed.run("proxy", "--upstream", "http://a", "--listen", "x\n\u001b[2Jy");

    assertThat(typed.err()).isEqualTo("closewatch: --listen: 'x\\n\\u001b[2Jy' is not HOST:PORT\n");
  }

  @Test
  void check_validFile_saysSo() throws IOException {
    String file = write("upstream: http://a\n");

    Typed typed = Typed.run("check", "--config", file);

    assertThat(typed).isEqualTo(new Typed(0, file + ": valid\n", "", List.of()));
  }

  @Test
  void check_faultyFile_listsEveryFaultWithItsLine() throws IOException {
    String file = write("upstream: http://a\ndrain-tme: 20s\nlisten: abc\n");

    Typed typed = Typed.run("check", "--config", file);

    assertThat(typed.err())
        .isEqualTo(
            "closewatch: "
                + file
                + ":2: drain-tme is not a setting; did you mean drain-time?\n"
                + "closewatch: "
                + file
                + ":3: listen: 'abc' is not HOST:PORT\n");
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @Test
  void check_environment_doesNotCount() throws IOException {
    String file = write("upstream: http://a\n");
    Map<String, String> environment = Map.of("CLOSEWATCH_LISTEN", "abc");

    Typed typed = Typed.run(environment, new Typed.Recorder(), "check", "--config", file);

    assertThat(typed.exitCode()).isZero();
  }

  @Test
  void check_adminPortForOthersWithoutATokenFile_saysThatItNeedsTheVariable() throws IOException {
    String file = write("upstream: http://a\nadmin: 0.0.0.0:9464\n");

    assertThat(Typed.run("check", "--config", file).out())
        .isEqualTo(file + ": valid, and CLOSEWATCH_ADMIN_TOKEN has to be set to start with it\n");
  }

  @Test
  void demo_adminPortForOthers_needsTheTokenOrToSaySo() {
    Map<String, String> token = Map.of("CLOSEWATCH_ADMIN_TOKEN", "0123456789abcdef");
    String[] demo = {"demo", "--admin", "0.0.0.0:9464"};

    Typed refused = Typed.run(demo);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--admin-token-file", "--admin-auth none").hasLineCount(1);
    assertThat(Typed.run(token, new Typed.Recorder(), demo).started()).hasSize(1);
    assertThat(Typed.run("demo", "--admin", "0.0.0.0:9464", "--admin-auth", "none").started())
        .hasSize(1);
  }

  @Test
  void demo_noOptions_hasItsDefaults() {
    assertThat(Typed.run("demo").started())
        .containsExactly(
            new DemoOptions(
                8080, new HostPort("127.0.0.1", 9464), AdminAuth.TOKEN, null, null, null));
  }

  @Test
  void demo_options_reachTheRunner() {
    Typed typed =
        Typed.run(
            "demo", "--port", "0", "--admin", "[::1]:0", "--events", "-", "--seconds", "86400");

    assertThat(typed.started())
        .containsExactly(
            new DemoOptions(
                0, new HostPort("::1", 0), AdminAuth.TOKEN, null, new EventsTarget("-"), 86400));
  }

  @Test
  void version_anyWayToAskForIt_isOneLine() {
    String line = "closewatch \\S+ \\(JDK " + System.getProperty("java.version") + "\\)\n";

    for (String word : new String[] {"version", "--version", "-V"}) {
      Typed typed = Typed.run(word);
      assertThat(typed.out()).matches(line);
      assertThat(typed.err()).isEmpty();
      assertThat(typed.exitCode()).isZero();
    }
    assertThat(Typed.run("version").out()).doesNotContain("unknown").doesNotContain("${");
  }

  @Test
  void run_exitCodeOfTheRunner_isPassedOn() {
    Typed.Recorder runner =
        new Typed.Recorder() {
          @Override
          public int demo(DemoOptions options) {
            return ExitCode.FAILED;
          }
        };

    assertThat(Typed.run(Map.of(), runner, "demo").exitCode()).isEqualTo(1);
  }

  @Test
  void run_failureAtRunTime_isOneLineAndExit1() {
    Typed typed = failing(new RunFailure("port 8080 is in use", new IOException("x")), Map.of());

    assertThat(typed.err()).isEqualTo("closewatch: port 8080 is in use\n");
    assertThat(typed.exitCode()).isEqualTo(1);
  }

  @Test
  void run_unexpectedException_isOneLineWithAHint() {
    Typed typed = failing(new IllegalStateException("no\nway"), Map.of());

    assertThat(typed.err())
        .isEqualTo(
            "closewatch: unexpected java.lang.IllegalStateException: no\\nway"
                + " (CLOSEWATCH_DEBUG=1 shows where)\n");
    assertThat(typed.exitCode()).isEqualTo(1);
  }

  @Test
  void run_unexpectedExceptionWhenDebugging_showsTheTrace() {
    Typed typed = failing(new IllegalStateException("no way"), Map.of("CLOSEWATCH_DEBUG", "1"));

    assertThat(typed.err())
        .startsWith("closewatch: unexpected java.lang.IllegalStateException: no way\n")
        .contains("\tat dev.closewatch.proxy.command.");
    assertThat(typed.exitCode()).isEqualTo(1);
  }

  private static Typed failing(RuntimeException failure, Map<String, String> environment) {
    Typed.Recorder runner =
        new Typed.Recorder() {
          @Override
          public int proxy(ProxyConfig config, ConfigSource source) {
            throw failure;
          }
        };
    return Typed.run(environment, runner, "proxy", "--upstream", "http://a");
  }

  private String write(String text) throws IOException {
    return Files.writeString(directory.resolve("proxy.yaml"), text).toString();
  }
}
