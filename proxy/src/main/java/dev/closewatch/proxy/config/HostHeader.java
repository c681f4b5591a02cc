package dev.closewatch.proxy.config;

/** What the upstream gets as {@code Host}. */
public enum HostHeader {
  /** What the client sent. */
  KEEP,
  /** Host and port of the upstream's URL. */
  UPSTREAM
}
