package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.dashboards.kit.Daemon;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("prometheus")
class ToolsTest {
  @Test
  void prometheus_withAnEmptyConfiguration_answers(@TempDir Path directory) throws Exception {
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(config, "global: {}\n");
    try (Daemon prometheus = Daemon.prometheus(config)) {
      assertThat(prometheus.query("vector(1)").path("status").asText()).isEqualTo("success");
    }
  }
}
