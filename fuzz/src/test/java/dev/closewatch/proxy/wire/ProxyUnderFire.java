package dev.closewatch.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import io.netty.util.internal.PlatformDependent;
import java.io.Closeable;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A running proxy, and what has to hold of it whatever it was sent. */
final class ProxyUnderFire implements Closeable {
  private static final int RUNS_BETWEEN_CHECKS = 200;
  private static final long MOST_DIRECT_BYTES = 64L << 20;

  private final Proxy proxy;
  private final Complaints complaints = new Complaints();
  private int runs;

  ProxyUnderFire(int upstreamPort) {
    Logger.getLogger("").addHandler(complaints);
    Proxy.Settings settings = new Proxy.Settings();
    settings.connectTimeout = Duration.ofSeconds(2);
    settings.responseTimeout = Duration.ofSeconds(5);
    settings.handshakeTimeout = Duration.ofSeconds(5);
    proxy = settings.start(upstreamPort);
  }

  Proxy proxy() {
    return proxy;
  }

  /** To be called behind each run: looks at the log, and now and then at the figures. */
  void ran() {
    assertThat(complaints.records).as("what the proxy complained of").isEmpty();
    if (++runs % RUNS_BETWEEN_CHECKS == 0) {
      check();
    }
  }

  /** Waits until nothing is open, and looks at the figures. */
  Metrics check() {
    Metrics metrics = proxy.atRest();
    assertThat(metrics.sum("closewatch_unaccounted_connections")).isZero();
    assertThat(metrics.unaccounted()).as("opened - active - closes").isZero();
    assertThat(metrics.sum("closewatch_tap_failures_total")).isZero();
    assertThat(metrics.sum("closewatch_handshakes_total", "outcome", "upgraded"))
        .isEqualTo(metrics.sum("closewatch_connections_opened_total"));
    Eventually.get(
        "little direct memory",
        PlatformDependent::usedDirectMemory,
        bytes -> bytes <= MOST_DIRECT_BYTES);
    return metrics;
  }

  @Override
  public void close() {
    try {
      check();
    } finally {
      proxy.close();
      Logger.getLogger("").removeHandler(complaints);
    }
  }

  /** What is logged as a warning or worse, which no input may cause. */
  private static final class Complaints extends Handler {
    final Queue<String> records = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord record) {
      boolean ofNative = record.getMessage() != null && record.getMessage().contains("native");
      if (record.getLevel().intValue() >= Level.WARNING.intValue() && !ofNative) {
        records.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
