package dev.closewatch.proxy.config;

/** How clients are named in everything that leaves the relay. */
public enum PrivacyMode {
  /** By their address, or by what {@code --peer-by} says. */
  PLAIN,
  /** By a keyed hash that is another one each day. */
  HASH
}
