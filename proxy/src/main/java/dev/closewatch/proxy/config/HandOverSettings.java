package dev.closewatch.proxy.config;

import static dev.closewatch.proxy.config.Section.ADDRESSES;

/** The part of {@link Settings} that lets one process take over from another. */
final class HandOverSettings {
  static final Setting<OnOff> REUSE_PORT =
      Setting.one(
          ADDRESSES,
          "reuse-port",
          Syntax.choice(OnOff.class),
          OnOff.OFF,
          config -> config.reusePort() ? OnOff.ON : OnOff.OFF,
          "Starts beside another closewatch that listens on the same address, to take over from it;"
              + " the admin port must be another. See operations.md.");

  private HandOverSettings() {}
}
