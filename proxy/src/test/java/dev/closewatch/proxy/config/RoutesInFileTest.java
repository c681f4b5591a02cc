package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.closewatch.analyzer.policy.OwnReason;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Routes in a file, and each fault of one with its line. */
class RoutesInFileTest {
  private static final String ROUTES =
      """
      upstream: http://rest
      causes: [{match: quota, cause: quota}]
      meanings: [4000=logged in elsewhere, {code: 4001, meaning: banned}]
      routes:
        - name: chat
          host: [Chat.Example.com., "*.example.org"]
          path: /chat/
          upstream: [http://a, http://b]
          causes: [{match: slow down, cause: rate}]
          policy-codes: [4401=none, 4001=auth]
          meanings: [{code: 4001, meaning: "no ticket, or = none"}]
        - {name: feed, path: /feed, upstream: http://c}
      """;

  @TempDir Path directory;

  @Test
  void read_routes_areWhatTheFileSays() throws IOException {
    ProxyConfig config = valid(ROUTES);

    RouteConfig chat = config.routes().routes().get(0);
    assertThat(chat.name()).isEqualTo("chat");
    assertThat(chat.hosts())
        .containsExactly(
            new HostPattern("chat.example.com", false), new HostPattern("example.org", true));
    assertThat(chat.path()).isEqualTo("/chat");
    assertThat(chat.upstreams()).map(UpstreamUrl::host).containsExactly("a", "b");
    assertThat(config.upstreams()).map(UpstreamUrl::host).containsExactly("rest");
    assertThat(config.routes().names()).containsExactly("default", "chat", "feed");
  }

  @Test
  void read_route_addsToWhatIsSaidOfAllRoutes() throws IOException {
    ProxyConfig config = valid(ROUTES);
    RouteConfig chat = config.routes().routes().get(0);

    assertThat(chat.causesWith(config.watch().causes()))
        .containsExactly(
            new OwnReason("slow down", PolicyCause.RATE),
            new OwnReason("quota", PolicyCause.QUOTA));
    Map<Integer, PolicyCause> codes = chat.policyCodesWith(config.watch().policyCodes());
    assertThat(codes).containsEntry(4001, PolicyCause.AUTH).doesNotContainKey(4401);
    assertThat(codes).containsEntry(4403, PolicyCodes.DEFAULTS.get(4403));
    assertThat(config.watch().policyCodes()).containsKey(4401).doesNotContainKey(4001);
    List<CodeMeaning> ofAll = config.watch().meanings();
    assertThat(CodeMeaning.byCode(ofAll))
        .isEqualTo(Map.of(4000, "logged in elsewhere", 4001, "banned"));
    assertThat(CodeMeaning.byCode(chat.meaningsWith(ofAll)))
        .isEqualTo(Map.of(4000, "logged in elsewhere", 4001, "no ticket, or = none"));
  }

  @Test
  void read_routesAlone_needNoUpstream() throws IOException {
    ProxyConfig config = valid("routes: [{name: a, upstream: http://a}]\n");

    assertThat(config.upstreams()).isEmpty();
    assertThat(config.routes().names()).containsExactly("default", "a");
  }

  @Test
  void hash_ofAnotherRoute_isAnother() throws IOException {
    String one = valid(ROUTES).hash();

    assertThat(valid(ROUTES).hash()).isEqualTo(one);
    for (String part :
        List.of("name: chat", "*.example.org", "/feed", "http://b", "slow down", "or = none")) {
      String other = part.substring(0, part.length() - 1) + "x";
      assertThat(valid(ROUTES.replace(part, other)).hash()).as(part).isNotEqualTo(one);
    }
    assertThat(valid(ROUTES.replace("4001=auth", "4001=rate")).hash()).isNotEqualTo(one);
    String[] parts = ROUTES.split("(?m)^  - ", -1);
    String swapped = parts[0] + "  - " + parts[2] + "  - " + parts[1];
    assertThat(valid(swapped).hash()).as("the order of routes means nothing").isEqualTo(one);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("routes: x", ":1: routes: must be a list, each with a name and an upstream"),
        arguments(
            "routes: {name: a}", ":1: routes: must be a list, each with a name and an upstream"),
        arguments(
            "routes:\n- x",
            ":2: routes: each must have a name and an upstream, not be a single value"),
        arguments("routes:\n- upstream: http://a", ":2: routes: no name"),
        arguments("routes:\n- name: a", ":2: routes: no upstream"),
        arguments("routes:\n- name: a\n  upstream: []", ":2: routes: no upstream"),
        arguments("routes:\n- name: a\n  upstream:", ":3: upstream: no value"),
        arguments(
            "routes:\n- {name: a, upstream: ftp://x}",
            ":2: upstream: 'ftp://x' is not an upstream URL"),
        arguments(
            "routes:\n- name: Chat\n  upstream: http://a",
            ":2: name: 'Chat' is not a name of a-z, 0-9, - and _, at most 32 characters"),
        arguments(
            "routes:\n- name: default\n  upstream: http://a",
            ":2: name: 'default' is the name of what no route takes"),
        arguments(
            "routes:\n- {name: a, upstream: http://a}\n- {name: a, path: /b, upstream: http://a}",
            ":3: routes: a second a, the first is in line 2"),
        arguments(
            "routes:\n- {name: a, upstream: http://a}\n- {name: b, upstream: http://a}",
            ":3: routes: b can get no request for any host with /: a does"),
        arguments(
            "routes:\n- {name: a, host: [x, '*.y'], upstream: http://a}\n- {name: b, host: '*.Y.', path: /, upstream: http://a}",
            ":3: routes: b can get no request for *.y with /: a does"),
        arguments(
            "routes:\n- {name: a, host: x, path: /p, upstream: http://a}\n- {name: b, host: x, path: /p/, upstream: http://a}",
            ":3: routes: b can get no request for x with /p: a does"),
        arguments(
            "upstream: http://r\nroutes: [{name: a, upstream: http://a}]",
            ":1: upstream: can get no request: route a takes all of them (FILE:2)"),
        arguments(
            "routes:\n- name: a\n  hst: x\n  upstream: http://a",
            ":3: hst is not a setting of a route; did you mean host?"),
        arguments(
            "routes:\n- name: a\n  name: b\n  upstream: http://a",
            ":3: name is given twice, first in line 2"),
        arguments(
            "routes:\n- name: a\n  host: x:80\n  upstream: http://a",
            ":3: host: 'x:80' has a port"),
        arguments(
            "routes:\n- name: a\n  host: 'a.*.b'\n  upstream: http://a",
            ":3: host: 'a.*.b' has a * elsewhere than in front"),
        arguments(
            "routes:\n- name: a\n  host: '*.1.2.3.4'\n  upstream: http://a",
            ":3: host: '*.1.2.3.4' is an address"),
        arguments("routes:\n- name: a\n  host: ''\n  upstream: http://a", ":3: host: no value"),
        arguments(
            "routes:\n- name: a\n  path: chat\n  upstream: http://a",
            ":3: path: 'chat' is not a path: it begins with / and has at most 256 characters"),
        arguments(
            "routes:\n- name: a\n  path: /a/../b\n  upstream: http://a",
            ":3: path: '/a/../b' has an empty part, or one that is . or .."),
        arguments(
            "routes:\n- name: a\n  path: //a\n  upstream: http://a",
            ":3: path: '//a' has an empty part"),
        arguments(
            "routes:\n- name: a\n  path: /a?b\n  upstream: http://a",
            ":3: path: '/a?b' is not a plain path"),
        arguments(
            "routes:\n- name: a\n  path: /é\n  upstream: http://a",
            ":3: path: '/é' is not a plain path"),
        arguments(
            "routes:\n- name: a\n  upstream: http://a\n  causes: [{match: x}]",
            ":4: causes: no cause"),
        arguments(
            "routes:\n- name: a\n  upstream: http://a\n  policy-codes: [1005=auth]",
            ":4: policy-codes: '1005=auth' does not begin"),
        arguments("routes: []", ": no upstream: say where the service is"),
        arguments(
            "routs: []\nupstream: http://x", ":1: routs is not a setting; did you mean routes?"),
        arguments("routes: " + routes(65), ":1: routes: more than 64"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void read_faultyRoute_isOneFaultWithItsLine(String text, String fault) throws IOException {
    String file = write(text + "\n");

    List<Fault> faults = ((ConfigReader.Invalid) ConfigReader.readFile(file)).faults();
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).toString()).startsWith(file + fault.replace("FILE", file));
  }

  @Test
  void read_asManyRoutesAsThereMayBe_isValid() throws IOException {
    assertThat(valid("routes: " + routes(64)).routes().routes()).hasSize(64);
  }

  @Test
  void read_routesElsewhereThanInTheFile_isOneLineThatSaysWhere() {
    Map<String, List<String>> upstream = Map.of("upstream", List.of("http://a"));
    Map<String, List<String>> option =
        Map.of("upstream", List.of("http://a"), "routes", List.of("x"));

    assertThat(faults(ConfigReader.read(option, Map.of())))
        .containsExactly("--routes: routes can stand in the file only: --config FILE");
    assertThat(faults(ConfigReader.read(upstream, Map.of("CLOSEWATCH_ROUTES", "x"))))
        .containsExactly("CLOSEWATCH_ROUTES: routes can stand in the file only: --config FILE");
  }

  @Test
  void read_upstreamElsewhereThatARouteLeavesNothingFor_isFault() throws IOException {
    String file = write("routes: [{name: a, upstream: http://a}]\n");
    Map<String, List<String>> options =
        Map.of("config", List.of(file), "upstream", List.of("http://r"));

    assertThat(faults(ConfigReader.read(options, Map.of())))
        .containsExactly(
            "--upstream: can get no request: route a takes all of them (" + file + ":1)");
  }

  private static List<String> faults(ConfigReader.Result result) {
    return ((ConfigReader.Invalid) result).faults().stream().map(Fault::toString).toList();
  }

  private static String routes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{name: r" + i + ", path: /" + i + ", upstream: http://a}")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private ProxyConfig valid(String text) throws IOException {
    ConfigReader.Result result = ConfigReader.readFile(write(text));
    assertThat(result).isInstanceOf(ConfigReader.Valid.class);
    return ((ConfigReader.Valid) result).config();
  }

  private String write(String text) throws IOException {
    return Files.writeString(directory.resolve("proxy.yaml"), text).toString();
  }
}
