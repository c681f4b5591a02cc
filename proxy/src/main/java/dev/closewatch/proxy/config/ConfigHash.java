package dev.closewatch.proxy.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names a configuration by its values, wherever they came from. */
final class ConfigHash {
  private static final int HEX_DIGITS = 12;

  private ConfigHash() {}

  /**
   * Returns the first 12 hex digits of the SHA-256 of the {@code name=value} lines of all settings
   * that differ from their defaults, by name: a release with more settings changes no hash.
   */
  static String of(ProxyConfig config) {
    Stream<String> settings =
        Settings.ALL.stream()
            .filter(setting -> !setting.textIn(config).equals(setting.defaultText()))
            .map(setting -> setting.name() + "=" + setting.textIn(config) + "\n");
    Stream<String> routes = config.routes().routes().stream().map(RouteSettings::lines);
    String lines =
        Stream.concat(settings, routes)
            .sorted() // the order of routes means nothing
            .collect(Collectors.joining());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
