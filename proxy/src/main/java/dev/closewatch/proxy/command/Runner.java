package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.ConfigSource;
import dev.closewatch.proxy.config.ProxyConfig;

/**
 * What the commands start. Each method returns when the work has ended, with an {@link ExitCode},
 * and throws {@link RunFailure} for what went wrong outside the program.
 */
public interface Runner {
  /**
   * Runs the proxy.
   *
   * @param source what the configuration was made of
   */
  int proxy(ProxyConfig config, ConfigSource source);

  int demo(DemoOptions options);
}
