package dev.closewatch.proxy.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where events are written, and which of them.
 *
 * @param target a file or standard output, or null for nowhere
 * @param maxBytes of a file before the next one is begun
 * @param keep older files that are kept
 * @param retention after which events are forgotten, or null for never
 * @param sample the share that is kept of clean closes with nothing else to tell, by their kind
 */
public record EventsConfig(
    @Nullable EventsTarget target,
    int maxBytes,
    int keep,
    @Nullable Duration retention,
    Map<String, Double> sample) {
  /** What holds unless configured otherwise. */
  public static final EventsConfig DEFAULTS = new EventsConfig(null, 100 << 20, 5, null, Map.of());

  /** Keeps a copy. */
  public EventsConfig {
    sample = Map.copyOf(sample);
  }
}
