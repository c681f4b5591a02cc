package dev.closewatch.proxy.config;

/** How a path is shown that fits none of the patterns. */
public enum UnmatchedPaths {
  /** As it is. */
  KEEP,
  /** As {@code other}. */
  OTHER
}
