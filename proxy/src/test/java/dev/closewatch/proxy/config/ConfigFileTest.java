package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file's faults, each with its line; the first line of each text is an upstream. */
class ConfigFileTest {
  private static final String UPSTREAM = "upstream: http://service\n";

  @TempDir Path directory;

  static Stream<Arguments> faultyLines() {
    return Stream.of(
        // names
        arguments("drain-tme: 1s", ":2: drain-tme is not a setting; did you mean drain-time?"),
        arguments("drainTime: 1s", ":2: drainTime is not a setting; did you mean drain-time?"),
        arguments("--listen: :1", ":2: --listen is not a setting; did you mean listen?"),
        arguments("config: other.yaml", ":2: config is not a setting"),
        arguments("'': x", ":2: '' is not a setting"),
        arguments("\"a\\nb\": x", ":2: a\nb is not a setting"),
        arguments("<<: {listen: a:1}", ":2: << is not a setting"),
        arguments("? [a]\n: b", ":2: the name of a setting must be a word, not a list"),
        arguments("listen: :1\nlisten: :2", ":3: listen is given twice, first in line 2"),
        arguments("'upstream': x", ":2: upstream is given twice, first in line 1"),
        // values
        arguments("listen: abc", ":2: listen: 'abc' is not HOST:PORT"),
        arguments("listen: true", ":2: listen: 'true' is not HOST:PORT"),
        arguments(
            "drain-time: 20", ":2: drain-time: '20' is not a time such as 500ms, 20s, 5m or 1h"),
        arguments("buffer: 1", ":2: buffer: '1' is out of bounds, 4KiB to 16MiB"),
        arguments("listen:\n  abc", ":3: listen: 'abc' is not HOST:PORT"),
        arguments("listen: 'a\n\n  b'", ":2: listen: 'a\\nb' is not HOST:PORT"),
        arguments("codes: [4001,\n  x, 4002]", ":3: codes: 'x' is not a number from 0 to 65535"),
        arguments("codes: 4001,x", ":2: codes: 'x' is not a number from 0 to 65535"),
        // types
        arguments("listen:", ":2: listen: no value"),
        arguments("listen: ~", ":2: listen: '~' is not HOST:PORT"),
        arguments("listen: null", ":2: listen: no value"),
        arguments("listen: ''", ":2: listen: no value"),
        arguments("listen: [':1']", ":2: listen: must be a single value, not a list"),
        arguments("listen: {port: 1}", ":2: listen: must be a single value, not a mapping"),
        arguments("codes: {a: b}", ":2: codes: must be a value or a list of values, not a mapping"),
        arguments("codes: [[1]]", ":2: codes: must be a list of single values, not a list"),
        arguments("codes: &a [*a]", ":2: codes: must be a list of single values, not a list"),
        arguments("codes:\n- 1\n-\n- 2", ":4: codes: no value"),
        arguments("listen: !java x", ":2: listen: the tag !java means nothing here"),
        // values by name
        arguments(
            "events-sample: {nrmal: 1}",
            ":2: events-sample: 'nrmal' is not known; did you mean normal?"),
        arguments(
            "events-sample:\n  normal: 1\n  normal: 0.5",
            ":4: events-sample: 'normal' is given twice"),
        arguments("events-sample: {normal: }", ":2: events-sample: no value"),
        arguments("events-sample: [normal]", ":2: events-sample: 'normal' has no value"),
        arguments(
            "events-sample:\n  empty: 1\n  normal: 2",
            ":4: events-sample: '2' is out of bounds, 0.0001 to 1"),
        arguments(
            "events-sample: {normal: [1]}",
            ":2: events-sample: must be a single value, not a list"),
        arguments(
            "events-sample: {a: {b: {c: 1}}}",
            ":2: events-sample: must be a single value, not a mapping"),
        arguments(
            "events-sample: [{normal: 1}]",
            ":2: events-sample: must be a list of single values, not a mapping"),
        arguments(
            "events-sample: {[a]: 1}", ":2: events-sample: a name must be a word, not a list"),
        arguments(
            "events.sample: {normal: 1}\nevents-sample: ''",
            ":3: events-sample is given twice, first in line 2"),
        arguments(
            "events: kafka://broker/topic",
            ":2: events: 'kafka://broker/topic' is not supported in this version: a file or -"
                + " only"),
        // pairs
        arguments("causes: [{match: a}]", ":2: causes: no cause"),
        arguments(
            "causes:\n- {match: a, cause: rate}\n- {mtch: b}",
            ":4: causes: each has match and cause"),
        arguments(
            "causes:\n- {match: a, cause: rat}",
            ":3: causes: 'rat' is no cause; the causes are rate, auth, origin, request, content, size,"
                + " slow_consumer, quota, capacity, conflict, timeout, banned, outdated, unknown"),
        arguments(
            "causes: [{match: [a], cause: rate}]",
            ":2: causes: must be a single value, not a list"),
        arguments(
            "peer-by: header", ":2: peer-by: 'header' does not name a header; write header:NAME"),
        arguments(
            "meanings: [{code: 1005, meaning: x}]",
            ":2: meanings: '1005=x' does not begin with a code that a legal Close can have"),
        arguments("meanings: [4000]", ":2: meanings: '4000' is not CODE=MEANING"),
        arguments("meanings:\n- {code: 4000, meaning: ' '}", ":3: meanings: no value"),
        arguments(
            "meanings: [{code: 4000, meaning: " + "x".repeat(61) + "}]",
            ":2: meanings: '4000="
                + "x".repeat(61)
                + "' does not say in 1 to 60 characters what it means"),
        arguments(
            "meanings: [{code: 4000, meaning: \"a\\nb\"}]",
            ":2: meanings: '4000=a\\nb' has a control character"),
        arguments(
            "policy-codes: [1000=auth]",
            ":2: policy-codes: '1000=auth' is no policy: so connections end with which all is well"),
        arguments(
            "policy-codes: [1005=auth]",
            ":2: policy-codes: '1005=auth' does not begin with a code that a legal Close can have"),
        arguments("rules: {windw: 3m}", ":2: rules: 'windw' is not known; did you mean window?"),
        // no YAML
        arguments(" listen: :1", ":2: not valid YAML: mapping values are not allowed here"),
        arguments("listen: *x", ":2: not valid YAML: found undefined alias x"),
        arguments(
            "codes: [1, 2\nlisten: x",
            ":3: not valid YAML: expected ',' or ']', but got :, while parsing a flow sequence that"
                + " begins in line 2"),
        arguments(
            "listen: 'x",
            ":3: not valid YAML: found unexpected end of stream, while scanning a quoted scalar"
                + " that begins in line 2"),
        arguments("---\nlisten: :1", ":2: a second document, but only one can be read"),
        arguments("listen: a\u0007b", ":2: not valid YAML: the character U+0007 in it"),
        arguments("codes: " + "[".repeat(100_000), ":2: nested too deep"),
        arguments("codes:\n" + "- ".repeat(100_000), ":3: nested too deep"));
  }

  @ParameterizedTest
  @MethodSource("faultyLines")
  void read_faultyLine_isReportedWithItsNumber(String line, String fault) throws IOException {
    String file = write(UPSTREAM + line + "\n");

    assertThat(faults(file)).containsExactly(file + fault);
  }

  static Stream<Arguments> faultyFiles() {
    return Stream.of(
        arguments("", ": is empty"),
        arguments("# listen: :1\n", ": no settings in it"),
        arguments("---\n", ":2: no settings in it"),
        arguments("{}", ":1: no settings in it"),
        arguments("\n- listen", ":2: must be settings such as 'listen: 0.0.0.0:8080', not a list"),
        arguments(
            "listen", ":1: must be settings such as 'listen: 0.0.0.0:8080', not a single value"),
        arguments("listen: :1\n", ": no upstream: say where the service is, by upstream: URL"),
        arguments("upstream: []\n", ": no upstream: say where the service is, by upstream: URL"));
  }

  @ParameterizedTest
  @MethodSource("faultyFiles")
  void read_fileWithoutWhatItNeeds_isOneFault(String text, String fault) throws IOException {
    String file = write(text);

    assertThat(faults(file)).containsExactly(file + fault);
  }

  @Test
  void read_severalFaults_areAllReportedByLine() throws IOException {
    String file =
        write("listen: abc\ncodes:\n- x\n- 4001\n- y\nnonsense: 1\nlisten: :1\nadmin: []\n");

    assertThat(faults(file))
        .containsExactly(
            file + ":1: listen: 'abc' is not HOST:PORT",
            file + ":3: codes: 'x' is not a number from 0 to 65535",
            file + ":5: codes: 'y' is not a number from 0 to 65535",
            file + ":6: nonsense is not a setting",
            file + ":7: listen is given twice, first in line 1",
            file + ":8: admin: must be a single value, not a list",
            file + ": no upstream: say where the service is, by upstream: URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upstream: http://service",
        "\uFEFFupstream: http://service\n",
        "%YAML 1.1\n---\nupstream: 'http://service'\n...\n",
        "{upstream: [http://service]}",
        "upstream:\r\n  - http://service # here\r\n",
        "listen: &a :1\nadmin: 127.0.0.1:2\nupstream: !!str http://service\nidle-timeout: off\n",
        "? upstream\n: >-\n  http://service\n",
      })
  void read_sameInAnyYaml_isValid(String text) throws IOException {
    ConfigReader.Result result = ConfigReader.readFile(write(text));

    assertThat(result)
        .isInstanceOfSatisfying(
            ConfigReader.Valid.class,
            valid ->
                assertThat(valid.config().upstreams())
                    .containsExactly(new UpstreamUrl("service", 80)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events-sample: {normal: 0.01, going_away: 0.1}",
        "events.sample:\n  normal: 0.01\n  going_away: '0.1'",
        "events-sample: normal=0.01,going_away=0.1",
        "events-sample: [normal = 0.01, 'going_away=0.10']",
      })
  void read_valuesByName_areTheSameInAnyForm(String text) throws IOException {
    ConfigReader.Result result = ConfigReader.readFile(write(UPSTREAM + text));

    assertThat(result)
        .isInstanceOfSatisfying(
            ConfigReader.Valid.class,
            valid ->
                assertThat(valid.config().events().sample())
                    .isEqualTo(Map.of("normal", 0.01, "going_away", 0.1)));
  }

  @Test
  void read_notUtf8_namesTheLine() throws IOException {
    Path file = directory.resolve("latin1.yaml");
    Files.write(file, (UPSTREAM + "# caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(faults(file.toString())).containsExactly(file + ":2: is not UTF-8 text");
  }

  @Test
  void read_textCutInsideACharacter_isAFault() throws IOException {
    Path file = directory.resolve("cut.yaml");
    Files.write(file, new byte[] {'a', ':', '\n', (byte) 0xc3});

    assertThat(faults(file.toString())).containsExactly(file + ":2: is not UTF-8 text");
  }

  @Test
  void read_largeFile_isRefused() throws IOException {
    String file = write("#".repeat((1 << 20) + 1));

    assertThat(faults(file)).containsExactly(file + ": is larger than 1 MiB");
  }

  @Test
  void read_directory_isAFault() {
    assertThat(faults(directory.toString()))
        .containsExactly(directory + ": is a directory, not a file");
  }

  @Test
  void read_noFile_isAFault() throws IOException {
    String file = write(UPSTREAM);

    assertThat(faults(file + ".absent")).containsExactly(file + ".absent: no such file");
    assertThat(faults(file + "/below")).containsExactly(file + "/below: not a directory");
    assertThat(faults("a\0b")).containsExactly("a\0b: is not a file name");
    assertThat(faults("")).containsExactly("'': is not a file name");
  }

  private String write(String text) throws IOException {
    return Files.writeString(directory.resolve("proxy.yaml"), text).toString();
  }

  private static List<String> faults(String file) {
    ConfigReader.Result result = ConfigReader.readFile(file);
    assertThat(result).isInstanceOf(ConfigReader.Invalid.class);
    return ((ConfigReader.Invalid) result).faults().stream().map(Fault::toString).toList();
  }
}
