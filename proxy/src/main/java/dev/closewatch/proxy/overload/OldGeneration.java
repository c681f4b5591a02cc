package dev.closewatch.proxy.overload;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How full the heap is of what is still in use: a collection tells it, of the part where what lives
 * long is. What an old one told is no reason to leave work undone for ever, so it is forgotten
 * after a minute: if the heap is still full, the next collection is not far.
 */
final class OldGeneration {
  static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final List<MemoryPoolMXBean> pools;
  private final List<GarbageCollectorMXBean> collectors;
  private long collections = -1;
  private long collectedNanos;

  OldGeneration() {
    pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
            .filter(pool -> !pool.getName().matches(".*(Eden|Survivor|Young|young).*"))
            .toList();
    collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(
                collector ->
                    pools.stream()
                        .anyMatch(
                            pool ->
                                Arrays.asList(collector.getMemoryPoolNames())
                                    .contains(pool.getName())))
            .toList();
  }

  /** Returns the share that was in use after the latest collection, 0 if that is long ago. */
  double share(long nowNanos) {
    long now = collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
    if (now != collections) {
      collectedNanos = collections < 0 ? nowNanos - FORGET_NANOS : nowNanos;
      collections = now;
    }
    if (nowNanos - collectedNanos >= FORGET_NANOS) {
      return 0;
    }
    double largest = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (usage != null && usage.getMax() > 0) {
        largest = Math.max(largest, (double) usage.getUsed() / usage.getMax());
      }
    }
    return largest;
  }
}
