package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.kit.Webhook.Told;
import dev.closewatch.proxy.kit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a client's empty Close to somebody who is told of it: a real closewatch, Prometheus and
 * Alertmanager with the shipped files. A minute is a second here, see {@link ShortTime}; what that
 * leaves is 35 s of history, a spike of some seconds, and 2 s in which it must last.
 */
@Tag("prometheus")
class SpikeAlertIT {
  private static final String ALERT = "ClosewatchEmptyCloseSpike";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void a_spike_of_empty_closes_is_told_to_the_webhook_and_so_is_its_end(@TempDir Path directory) {
    try (Traffic traffic = new Traffic();
        Watched watched = new Watched(directory, traffic.adminPort())) {
      Eventually.get(
          "35 minutes of history, a second each",
          LIMIT,
          () -> value(watched, "job_route:closewatch_closes:windows1h"),
          windows -> windows >= 7);
      assertThat(watched.webhook.told()).as("alerts before the spike").isEmpty();

      traffic.spike(true);
      Told firing = await(watched, "firing");
      assertThat(firing.path()).isEqualTo("/ticket");
      assertThat(firing.label("severity")).isEqualTo("ticket");
      assertThat(firing.label("job")).isEqualTo("closewatch");
      assertThat(firing.label("route")).isEqualTo("default");
      assertThat(firing.label("initiator")).isEqualTo("client");
      assertThat(firing.annotation("summary"))
          .isEqualTo("Many more empty Closes by the client on route default");
      assertThat(firing.annotation("description")).matches("\\d+ in 5 minutes, against a mean .*");
      assertThat(firing.annotation("live_page"))
          .startsWith("http://127.0.0.1:" + traffic.adminPort() + "/?route=default&kind=empty&");

      traffic.spike(false);
      assertThat(await(watched, "resolved").label("initiator")).isEqualTo("client");
    }
  }

  private static Told await(Watched watched, String status) {
    return Eventually.get(
            ALERT + " " + status,
            LIMIT,
            () -> find(watched.webhook.told(), status),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<Told> find(List<Told> told, String status) {
    return told.stream()
        .filter(alert -> alert.label("alertname").equals(ALERT) && alert.status().equals(status))
        .findFirst();
  }

  /** Returns what a query says now, 0 if it says nothing. */
  private static double value(Watched watched, String query) {
    JsonNode result = watched.prometheus.query(query).path("data").path("result");
    return result.path(0).path("value").path(1).asDouble();
  }
}
