package dev.closewatch.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The example prometheus.yml, with a token where it says that there is one. */
final class ExampleConfig {
  private static final String TOKEN_FILE = "/etc/prometheus/closewatch.token";

  private ExampleConfig() {}

  /** Writes a copy and its token into a directory, and returns the copy. */
  static Path copyTo(Path directory) throws IOException {
    Path token = Files.writeString(directory.resolve("closewatch.token"), "the-token-of-a-test");
    String text = Files.readString(RuleFile.DIRECTORY.resolve("prometheus.yml"));
    assertThat(text).contains("credentials_file: " + TOKEN_FILE);
    return Files.writeString(
        directory.resolve("prometheus.yml"), text.replace(TOKEN_FILE, token.toString()));
  }
}
