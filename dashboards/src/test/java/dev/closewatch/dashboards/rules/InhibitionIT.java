package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.closewatch.dashboards.kit.Daemon;
import dev.closewatch.proxy.kit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the example configuration of Alertmanager silences, in a real one. */
@Tag("prometheus")
class InhibitionIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void a_deploy_silences_the_spikes_of_its_route_and_a_page_the_tickets_about_the_same(
      @TempDir Path directory) throws Exception {
    Path config = directory.resolve("alertmanager.yml");
    Files.copy(RuleFile.DIRECTORY.resolve("alertmanager.yml"), config);
    ArrayNode alerts = JSON.createArrayNode();
    add(alerts, "deployed", "ClosewatchMassClose", "info");
    add(alerts, "deployed", "ClosewatchEmptyCloseSpike", "ticket");
    add(alerts, "deployed", "ClosewatchEmptyCloseShare", "ticket");
    add(alerts, "drained", "ClosewatchDraining", "info");
    add(alerts, "drained", "ClosewatchPolicyCloseSpike", "ticket");
    add(alerts, "bad", "ClosewatchBadEndings", "page");
    add(alerts, "bad", "ClosewatchBadEndings", "ticket");
    add(alerts, "bad", "ClosewatchAbnormalCloseSpike", "ticket");
    add(alerts, "gone", "ClosewatchUpstreamUnreachable", "page");
    add(alerts, "gone", "ClosewatchBadEndings", "page");
    add(alerts, "other", "ClosewatchEmptyCloseSpike", "ticket");
    add(alerts, "other", "ClosewatchBadEndings", "ticket");
    try (Daemon alertmanager = Daemon.alertmanager(config)) {
      alertmanager.post("/api/v2/alerts", alerts);
      // It works that out when it notifies, soon after.
      Set<String> silenced =
          Eventually.get(
              "alerts are silenced",
              () -> silenced(alertmanager.get("/api/v2/alerts")),
              found -> found.size() >= 5);
      assertThat(silenced)
          .containsExactlyInAnyOrder(
              "deployed ClosewatchEmptyCloseSpike ticket",
              "drained ClosewatchPolicyCloseSpike ticket",
              "bad ClosewatchBadEndings ticket",
              "bad ClosewatchAbnormalCloseSpike ticket",
              "gone ClosewatchBadEndings page");
    }
  }

  private static void add(ArrayNode alerts, String route, String name, String severity) {
    ObjectNode labels = alerts.addObject().putObject("labels");
    labels.put("alertname", name).put("severity", severity);
    labels.put("job", "closewatch").put("route", route);
  }

  private static Set<String> silenced(JsonNode alerts) {
    Set<String> silenced = new TreeSet<>();
    for (JsonNode alert : alerts) {
      if (!alert.path("status").path("inhibitedBy").isEmpty()) {
        JsonNode labels = alert.path("labels");
        silenced.add(
            "%s %s %s"
                .formatted(
                    labels.path("route").asText(),
                    labels.path("alertname").asText(),
                    labels.path("severity").asText()));
      }
    }
    return silenced;
  }
}
