package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigChangeTest {
  @TempDir Path folder;

  private static ProxyConfig config(String... options) {
    Map<String, List<String>> given = new HashMap<>(Map.of("upstream", List.of("http://one")));
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], List.of(options[i + 1]));
    }
    return ((ConfigReader.Valid) ConfigReader.read(given, Map.of())).config();
  }

  @Test
  void of_liveSettings_areInForce() {
    ProxyConfig read = config("upstream", "http://two", "drain-time", "3s", "idle-timeout", "1h");
    ConfigChange change = ConfigChange.of(config(), read);
    assertThat(change.inForce()).isEqualTo(read);
    assertThat(change.changed()).containsExactly("upstream", "idle-timeout", "drain-time");
    assertThat(change.needRestart()).isEmpty();
  }

  @Test
  void of_othersBesideThem_stayAsTheyWere() {
    ProxyConfig running = config("listen", "127.0.0.1:1", "peer-by", "header:x-user");
    ProxyConfig read = config("listen", "127.0.0.1:2", "max-connections", "7", "transport", "nio");
    ConfigChange change = ConfigChange.of(running, read);
    assertThat(change.inForce())
        .isEqualTo(
            config("listen", "127.0.0.1:1", "peer-by", "header:x-user", "max-connections", "7"));
    assertThat(change.changed()).containsExactly("max-connections");
    assertThat(change.needRestart()).containsExactly("listen", "peer-by", "transport");
  }

  @Test
  void of_theSame_isNothing() {
    ConfigChange change =
        ConfigChange.of(config("rules", "window=1m"), config("rules", "window=1m"));
    assertThat(change.inForce()).isEqualTo(config("rules", "window=1m"));
    assertThat(change.changed()).isEmpty();
    assertThat(change.needRestart()).isEmpty();
  }

  @Test
  void of_otherRoutes_areInForce() throws IOException {
    Path file = folder.resolve("closewatch.yaml");
    Files.writeString(
        file, "routes:\n  - name: chat\n    path: /chat\n    upstream: http://chat:1\n");
    ProxyConfig read = config("config", file.toString());
    ConfigChange change = ConfigChange.of(config(), read);
    assertThat(change.inForce()).isEqualTo(read);
    assertThat(change.changed()).containsExactly("routes");
  }

  @Test
  void of_tokenOfTheEnvironment_stays() {
    Map<String, List<String>> given = Map.of("upstream", List.of("http://one"));
    Map<String, String> token = Map.of(AdminAccess.VARIABLE, "a-token-of-32-characters-or-more");
    ProxyConfig running = ((ConfigReader.Valid) ConfigReader.read(given, token)).config();
    assertThat(ConfigChange.of(running, config()).inForce().adminAccess().given()).isPresent();
  }

  @Test
  void of_everySettingByItself_isEitherInForceOrNamed() {
    ProxyConfig read = config("codes", "4001", "drain-delay", "9s", "warmup", "off");
    ConfigChange change = ConfigChange.of(config(), read);
    assertThat(change.changed()).containsExactly("drain-delay");
    assertThat(change.needRestart()).containsExactly("codes", "warmup");
    assertThat(change.inForce().drain().delay()).isEqualTo(Duration.ofSeconds(9));
    assertThat(change.inForce().listedCodes()).isEmpty();
  }

  @Test
  void live_names_areThoseOfTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    String section = page.substring(page.indexOf("\n## Reload")).replaceAll("\\s+", " ");
    String names = ConfigChange.live().stream().collect(Collectors.joining("`, `", "`", "`."));
    assertThat(section).contains("from then on: `routes`, " + names);
  }
}
