package dev.closewatch.dashboards.rules;

import dev.closewatch.dashboards.kit.Daemon;
import dev.closewatch.dashboards.kit.Webhook;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prometheus and Alertmanager with the shipped files, on the fast clock of {@link ShortTime}, and a
 * webhook. Besides durations only the addresses are changed.
 */
final class Watched implements Closeable {
  final Webhook webhook = new Webhook();
  final Daemon alertmanager;
  final Daemon prometheus;

  /**
   * Starts them.
   *
   * @param directory for their files, which must be empty
   * @param adminPort where closewatch is scraped
   */
  Watched(Path directory, int adminPort) {
    alertmanager =
        Daemon.alertmanager(write(directory, "alertmanager.yml", "127.0.0.1:8081", webhook.port()));
    write(directory, RuleFile.RULES.getFileName().toString(), "", 0);
    Path config = config(directory);
    replace(config, "127.0.0.1:9464", adminPort);
    replace(config, "127.0.0.1:9093", alertmanager.port());
    prometheus = Daemon.prometheus(config);
  }

  private static Path config(Path directory) {
    try {
      Path config = ExampleConfig.copyTo(directory);
      return Files.writeString(config, ShortTime.of(Files.readString(config)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path directory, String name, String address, int port) {
    Path file = directory.resolve(name);
    try {
      Files.writeString(file, ShortTime.of(Files.readString(RuleFile.DIRECTORY.resolve(name))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!address.isEmpty()) {
      replace(file, address, port);
    }
    return file;
  }

  private static void replace(Path file, String address, int port) {
    try {
      String text = Files.readString(file);
      if (!text.contains(address)) {
        throw new AssertionError(file.getFileName() + " has no " + address);
      }
      Files.writeString(file, text.replace(address, "127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    prometheus.close();
    alertmanager.close();
    webhook.close();
  }
}
