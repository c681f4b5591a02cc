package dev.closewatch.proxy.config;

/** Whether something is done. */
public enum OnOff {
  ON,
  OFF
}
