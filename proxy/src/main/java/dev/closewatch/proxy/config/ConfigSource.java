package dev.closewatch.proxy.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration was made of, so that it can be read again: only the file can have changed.
 *
 * @param options as {@link ConfigReader#read} takes them
 * @param environment likewise
 */
public record ConfigSource(Map<String, List<String>> options, Map<String, String> environment) {
  /** Keeps copies. */
  public ConfigSource {
    options = Map.copyOf(options);
    environment = Map.copyOf(environment);
  }

  /** Returns the file, if there is one. */
  public Optional<String> file() {
    return ConfigReader.file(options, environment);
  }

  /** Reads all of it as it is now. */
  public ConfigReader.Result read() {
    return ConfigReader.read(options, environment);
  }
}
