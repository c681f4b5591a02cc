package dev.closewatch.dashboards.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The files by which Grafana finds data source and dashboards, and those of the compose example:
 * that they fit each other. Neither Grafana nor Docker is needed, so that they work is not shown.
 */
class ProvisioningTest {
  private static final Path PROVISIONING = Dashboard.DIRECTORY.resolve("provisioning");

  @Test
  void dashboards_areReadFromWhereComposePutsThem() throws IOException {
    Map<?, ?> provider = first(PROVISIONING.resolve("dashboards/closewatch.yml"), "providers");
    assertThat(provider.get("type")).isEqualTo("file");
    String path = map(provider.get("options")).get("path").toString();
    assertThat(mounts("grafana")).contains("./grafana:" + path + ":ro");
  }

  @Test
  void provisioning_isMountedWhereGrafanaLooksForIt() throws IOException {
    assertThat(mounts("grafana")).contains("./grafana/provisioning:/etc/grafana/provisioning:ro");
  }

  @Test
  void datasource_isThePrometheusOfTheExample() throws IOException {
    Map<?, ?> source = first(PROVISIONING.resolve("datasources/prometheus.yml"), "datasources");
    assertThat(source.get("type")).isEqualTo("prometheus");
    assertThat(source.get("url")).isEqualTo("http://127.0.0.1:9090");
    assertThat(list(service("prometheus").get("command"))).contains("--web.listen-address=:9090");
  }

  /** With a longer one there, {@code $__rate_interval} would hold too few scrapes. */
  @Test
  void scrapeInterval_isTheSameInGrafanaAndPrometheus() throws IOException {
    Map<?, ?> source = first(PROVISIONING.resolve("datasources/prometheus.yml"), "datasources");
    Map<?, ?> prometheus = yaml(Path.of("prometheus/prometheus.yml"));
    assertThat(map(source.get("jsonData")).get("timeInterval"))
        .isEqualTo(map(prometheus.get("global")).get("scrape_interval"));
  }

  @Test
  void compose_mountsFilesThatExistAndOpensPortsToThisMachineOnly() throws IOException {
    for (Object name : map(yaml(Path.of("compose.yaml")).get("services")).keySet()) {
      for (String mount : mounts(name.toString())) {
        assertThat(Path.of(mount.split(":", 2)[0])).exists();
      }
    }
    assertThat(list(service("proxy").get("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  private static List<String> mounts(String service) throws IOException {
    return list(service(service).get("volumes"));
  }

  private static Map<?, ?> service(String name) throws IOException {
    return map(map(yaml(Path.of("compose.yaml")).get("services")).get(name));
  }

  private static Map<?, ?> first(Path file, String list) throws IOException {
    return map(((List<?>) yaml(file).get(list)).get(0));
  }

  private static Map<?, ?> yaml(Path file) throws IOException {
    return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static List<String> list(Object value) {
    return value == null ? List.of() : ((List<?>) value).stream().map(Object::toString).toList();
  }
}
