package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which source wins, and that none of them hides a fault of another. */
class ConfigReaderTest {
  private static final List<String> UPSTREAM = List.of("http://service");

  @TempDir Path directory;

  @Test
  void read_settingInAllSources_commandLineWinsThenEnvironmentThenFile() throws IOException {
    String file = write("drain-time: 1s\nclose-timeout: 1s\nconnect-timeout: 1s\n");

    ProxyConfig config =
        valid(
            Map.of("upstream", UPSTREAM, "config", List.of(file), "drain-time", List.of("3s")),
            Map.of("CLOSEWATCH_DRAIN_TIME", "2s", "CLOSEWATCH_CLOSE_TIMEOUT", "2s"));

    assertThat(config.drain().time()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.responseTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void read_listInSeveralSources_isReplacedNotJoined() throws IOException {
    String file = write("upstream: [http://a, http://b]\ncodes: [4001, 4002]\n");

    ProxyConfig config =
        valid(
            Map.of("config", List.of(file), "codes", List.of("")),
            Map.of("CLOSEWATCH_UPSTREAM", "http://c, ws://d:1"));

    assertThat(config.upstreams())
        .containsExactly(new UpstreamUrl("c", 80), new UpstreamUrl("d", 1));
    assertThat(config.listedCodes()).isEmpty();
  }

  @Test
  void read_valuesByNameInSeveralSources_areReplacedNotJoined() throws IOException {
    String file = write("upstream: http://a\nevents-sample: {normal: 0.1, empty: 0.1}\n");

    assertThat(
            valid(
                    Map.of("config", List.of(file)),
                    Map.of("CLOSEWATCH_EVENTS_SAMPLE", "going_away=0.5"))
                .events()
                .sample())
        .isEqualTo(Map.of("going_away", 0.5));
    assertThat(
            valid(Map.of("config", List.of(file), "events-sample", List.of("")), Map.of())
                .events()
                .sample())
        .isEmpty();
  }

  @Test
  void read_proxyProtocolOfNobody_isAFaultWhereItIsSwitchedOn() {
    ConfigReader.Result result =
        ConfigReader.read(Map.of("upstream", UPSTREAM), Map.of("CLOSEWATCH_PROXY_PROTOCOL", "on"));

    assertThat(((ConfigReader.Invalid) result).faults().stream().map(Fault::toString))
        .containsExactly(
            "CLOSEWATCH_PROXY_PROTOCOL: nobody may send a PROXY protocol header;"
                + " --trusted-proxies says who may");
    assertThat(
            valid(
                    Map.of(
                        "upstream", UPSTREAM,
                        "trusted-proxies", List.of("10.0.0.1"),
                        "proxy-protocol", List.of("on")),
                    Map.of())
                .guards()
                .proxyProtocol())
        .isTrue();
  }

  @Test
  void read_emptyVariable_countsAsNotSet() {
    ProxyConfig config =
        valid(
            Map.of("upstream", UPSTREAM),
            Map.of("CLOSEWATCH_LISTEN", "", "CLOSEWATCH_CONFIG", " ", "CLOSEWATCH_CODES", ""));

    assertThat(config.listen()).isEqualTo(new HostPort("0.0.0.0", 8080));
  }

  @Test
  void read_fileNamedByVariable_isRead() throws IOException {
    String file = write("upstream: http://service\n");

    assertThat(valid(Map.of(), Map.of("CLOSEWATCH_CONFIG", file)).upstreams())
        .containsExactly(new UpstreamUrl("service", 80));
  }

  @Test
  void read_fileNamedTwice_optionWins() throws IOException {
    String file = write("upstream: http://service\n");

    assertThat(
            valid(
                    Map.of("config", List.of(file)),
                    Map.of("CLOSEWATCH_CONFIG", directory.resolve("absent").toString()))
                .upstreams())
        .hasSize(1);
  }

  @Test
  void read_faultsInAllSources_areAllFoundEvenInReplacedValues() throws IOException {
    String file = write("upstream: http://service\ndrain-time: 1\nbuffer: 1\n");

    assertThat(
            faults(
                Map.of("config", List.of(file), "drain-time", List.of("3s"), "codes", List.of("x")),
                Map.of("CLOSEWATCH_DRAIN_TIME", "2", "CLOSEWATCH_LISTENN", ":1")))
        .containsExactly(
            "--codes: 'x' is not a number from 0 to 65535",
            "CLOSEWATCH_DRAIN_TIME: '2' is not a time such as 500ms, 20s, 5m or 1h",
            "CLOSEWATCH_LISTENN: is not a setting; did you mean CLOSEWATCH_LISTEN?",
            file + ":2: drain-time: '1' is not a time such as 500ms, 20s, 5m or 1h",
            file + ":3: buffer: '1' is out of bounds, 4KiB to 16MiB");
  }

  @Test
  void read_otherPeoplesVariables_areLeftAlone() {
    valid(
        Map.of("upstream", UPSTREAM),
        Map.of(
            "CLOSEWATCH_SERVICE_HOST", "10.0.0.1",
            "CLOSEWATCH_SERVICE_PORT_ADMIN", "9464",
            "CLOSEWATCH_PORT", "tcp://10.0.0.1:8080",
            "CLOSEWATCH_PORT_8080_TCP", "tcp://10.0.0.1:8080",
            "CLOSEWATCH_ADMIN_PORT", "tcp://10.0.0.1:9464",
            "CLOSEWATCH_DEBUG", "1",
            "CLOSEWATCH_JAVA_OPTS", "-Xmx1g",
            "LISTEN", "abc"));
  }

  @Test
  void read_noUpstream_saysTheThreeWays() {
    assertThat(faults(Map.of(), Map.of()))
        .containsExactly(
            "no upstream: say where the service is, by --upstream URL, CLOSEWATCH_UPSTREAM or"
                + " upstream in the file");
  }

  @Test
  void read_upstreamThatCannotBeRead_isOneFaultNotTwo() {
    assertThat(faults(Map.of("upstream", List.of("ftp://a")), Map.of()))
        .containsExactly(
            "--upstream: 'ftp://a' is not an upstream URL such as http://HOST:PORT or"
                + " ws://HOST:PORT");
  }

  @Test
  void read_unreadableFile_isOneFaultNotTwo() {
    String file = directory.resolve("absent.yaml").toString();

    assertThat(faults(Map.of("config", List.of(file)), Map.of()))
        .containsExactly(file + ": no such file");
  }

  @Test
  void read_sameAddressTwice_isAFault() {
    assertThat(faults(Map.of("upstream", UPSTREAM, "listen", List.of("127.0.0.1:9464")), Map.of()))
        .containsExactly("--listen: 127.0.0.1:9464 cannot be both listen and admin");
    valid(
        Map.of(
            "upstream",
            UPSTREAM,
            "listen",
            List.of("localhost:0"),
            "admin",
            List.of("localhost:0")),
        Map.of());
  }

  @Test
  void read_emptyItemOfAList_isAFault() {
    assertThat(faults(Map.of("upstream", UPSTREAM, "codes", List.of("4001,,4002")), Map.of()))
        .containsExactly("--codes: '' is not a number from 0 to 65535");
  }

  @Test
  void read_moreCodesThanSeriesCanBear_isAFault() {
    String codes =
        IntStream.range(4000, 4033).mapToObj(Integer::toString).collect(Collectors.joining(","));

    assertThat(faults(Map.of("upstream", UPSTREAM, "codes", List.of(codes)), Map.of()))
        .containsExactly("--codes: has more than 16 items");
  }

  private String write(String text) throws IOException {
    return Files.writeString(directory.resolve("proxy.yaml"), text).toString();
  }

  private static ProxyConfig valid(
      Map<String, List<String>> options, Map<String, String> environment) {
    ConfigReader.Result result = ConfigReader.read(options, environment);
    assertThat(result).isInstanceOf(ConfigReader.Valid.class);
    return ((ConfigReader.Valid) result).config();
  }

  private static List<String> faults(
      Map<String, List<String>> options, Map<String, String> environment) {
    ConfigReader.Result result = ConfigReader.read(options, environment);
    assertThat(result).isInstanceOf(ConfigReader.Invalid.class);
    return ((ConfigReader.Invalid) result).faults().stream().map(Fault::toString).toList();
  }
}
