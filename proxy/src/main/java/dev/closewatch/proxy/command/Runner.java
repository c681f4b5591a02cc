package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.ProxyConfig;

/**
 * What the commands start. Each method returns when the work has ended, with an {@link ExitCode},
 * and throws {@link RunFailure} for what went wrong outside the program.
 */
public interface Runner {
  int proxy(ProxyConfig config);

  int demo(DemoOptions options);
}
