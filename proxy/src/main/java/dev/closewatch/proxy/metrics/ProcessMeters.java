package dev.closewatch.proxy.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the process and its JVM use, under the names that Prometheus users know. */
final class ProcessMeters {
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private ProcessMeters() {}

  static void create(MeterFactory factory) {
    double startSeconds = ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND;
    factory.create(Metric.PROCESS_START_TIME_SECONDS, List.of(), () -> startSeconds);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      factory.create(
          Metric.PROCESS_CPU_SECONDS, List.of(), () -> unix.getProcessCpuTime() / NANOS_PER_SECOND);
      factory.create(Metric.PROCESS_OPEN_FDS, List.of(), () -> openDescriptors(unix));
      factory.create(Metric.PROCESS_MAX_FDS, List.of(), unix::getMaxFileDescriptorCount);
    }
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      factory.createSummary(
          Metric.JVM_GC_COLLECTION_SECONDS, List.of(collector.getName()), collector, COLLECTIONS);
    }
    new JvmInfoMetrics().bindTo(factory.registry());
    new JvmMemoryMetrics().bindTo(factory.registry());
    new JvmThreadMetrics().bindTo(factory.registry());
  }

  /** To count them takes one: if there is none, all are in use. */
  private static long openDescriptors(UnixOperatingSystemMXBean unix) {
    try {
      return unix.getOpenFileDescriptorCount();
    } catch (InternalError e) {
      return unix.getMaxFileDescriptorCount();
    }
  }

  private static final MeterFactory.Counts<GarbageCollectorMXBean> COLLECTIONS =
      new MeterFactory.Counts<>() {
        @Override
        public long count(GarbageCollectorMXBean collector) {
          return collector.getCollectionCount();
        }

        @Override
        public double millis(GarbageCollectorMXBean collector) {
          return collector.getCollectionTime();
        }
      };
}
