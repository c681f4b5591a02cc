package dev.closewatch.proxy.server;

import dev.closewatch.proxy.config.ConfigChange;
import dev.closewatch.proxy.config.ConfigReader;
import dev.closewatch.proxy.config.Fault;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.metrics.ProxyMeters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * The configuration that is in force, and how another one takes its place while the process goes
 * on. One with a fault is refused as a whole, and the one before it stays; of one without, all that
 * can change takes effect, and one line names what waits for a restart.
 */
final class Reload {
  private static final Logger LOG = System.getLogger(Reload.class.getName());
  private static final int MOST_FAULTS = 20;

  private final ProxyMeters meters;
  private final Consumer<ProxyConfig> relay;
  private volatile ProxyConfig inForce;

  /**
   * Begins.
   *
   * @param relay is given each configuration that is in force from then on; it may throw an
   *     IllegalArgumentException before it changes anything, to refuse it
   */
  Reload(ProxyConfig first, ProxyMeters meters, Consumer<ProxyConfig> relay) {
    inForce = first;
    this.meters = meters;
    this.relay = relay;
  }

  ProxyConfig inForce() {
    return inForce;
  }

  /** Takes what has been read now; on any thread but an event loop's. */
  synchronized void take(ConfigReader.Result read) {
    if (read instanceof ConfigReader.Valid valid) {
      change(ConfigChange.of(inForce, valid.config()));
    } else {
      refuse(((ConfigReader.Invalid) read).faults());
    }
  }

  private void refuse(List<Fault> faults) {
    meters.configRefused();
    for (Fault fault : faults.subList(0, Math.min(MOST_FAULTS, faults.size()))) {
      LOG.log(Level.WARNING, "the configuration stays as it was: {0}", fault);
    }
  }

  private void change(ConfigChange change) {
    if (!change.needRestart().isEmpty()) {
      String names = String.join(", ", change.needRestart());
      LOG.log(Level.WARNING, "this needs a restart and stays as it was: {0}", names);
    }
    try {
      relay.accept(change.inForce());
    } catch (IllegalArgumentException e) {
      refuse(List.of(new Fault("TLS with upstreams", String.valueOf(e.getMessage()))));
      return;
    }
    inForce = change.inForce();
    meters.configRead(change.inForce().hash(), Instant.now());
    String names = change.changed().isEmpty() ? "nothing" : String.join(", ", change.changed());
    LOG.log(
        Level.INFO,
        "the configuration has been read again, it is {0} now; changed: {1}",
        change.inForce().hash(),
        names);
  }
}
