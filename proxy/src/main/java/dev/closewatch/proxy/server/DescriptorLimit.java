package dev.closewatch.proxy.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many connections the process's descriptors are enough for. */
final class DescriptorLimit {
  /** Jar, logs, event loops, admin port and what else a JVM holds open. */
  private static final long FOR_OTHER_USE = 200;

  private DescriptorLimit() {}

  /** Returns the number of connections, two descriptors each; at least one. */
  static int connections() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long pairs = (unix.getMaxFileDescriptorCount() - FOR_OTHER_USE) / 2;
      return (int) Math.max(1, Math.min(Integer.MAX_VALUE, pairs));
    }
    return Integer.MAX_VALUE;
  }
}
