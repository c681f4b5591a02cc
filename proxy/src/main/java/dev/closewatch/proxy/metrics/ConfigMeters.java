package dev.closewatch.proxy.metrics;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Which configuration is in force, and how the last attempt to read it again went. */
final class ConfigMeters {
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  private record State(String hash, boolean successful, Instant successAt) {}

  private volatile State state;

  ConfigMeters(MeterFactory factory, String hash) {
    state = new State(hash, true, Instant.now());
    factory.createInfo(Metric.CONFIG_INFO, () -> state.hash());
    factory.create(
        Metric.CONFIG_LAST_RELOAD_SUCCESSFUL, List.of(), () -> state.successful() ? 1 : 0);
    factory.create(
        Metric.CONFIG_LAST_RELOAD_SUCCESS_TIMESTAMP_SECONDS,
        List.of(),
        () -> state.successAt().toEpochMilli() / MILLIS_PER_SECOND);
  }

  void read(String hash, Instant at) {
    state = new State(hash, true, at);
  }

  void refused() {
    State before = state;
    state = new State(before.hash(), false, before.successAt());
  }
}
