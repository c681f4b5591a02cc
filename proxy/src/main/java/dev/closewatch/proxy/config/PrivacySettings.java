package dev.closewatch.proxy.config;

import static dev.closewatch.proxy.config.Section.PRIVACY;

import java.util.List;
import java.util.Optional;

/** The part of {@link Settings} that says what is hidden in all that leaves the relay. */
final class PrivacySettings {
  static final Setting<PrivacyMode> MODE =
      Setting.one(
          PRIVACY,
          "privacy",
          Syntax.choice(PrivacyMode.class),
          PrivacyMode.PLAIN,
          config -> config.privacy().mode(),
          "How clients are named in events, API, metrics and page: plain, or by a keyed hash that is"
              + " another one each day.");
  static final Setting<Optional<String>> KEY_FILE =
      Setting.one(
          PRIVACY,
          "privacy-key-file",
          Syntax.orOff(SecretFile.SYNTAX),
          Optional.empty(),
          config -> config.privacy().keyFile(),
          "The key of all hashed names, at least 16 bytes, the same on each replica. Without it each"
              + " process makes its own.");
  static final Setting<List<PathPattern>> PATH_PATTERN =
      Setting.many(
          PRIVACY,
          "path-pattern",
          PathPattern.SYNTAX,
          200,
          List.of(),
          config -> config.privacy().pathPatterns(),
          "Paths with ids or tokens in them, such as /room/{id}/{token} or /t/*/ws: shown as the"
              + " pattern, the first that fits.");
  static final Setting<UnmatchedPaths> PATH_UNMATCHED =
      Setting.one(
          PRIVACY,
          "path-unmatched",
          Syntax.choice(UnmatchedPaths.class),
          UnmatchedPaths.KEEP,
          config -> config.privacy().unmatchedPaths(),
          "Whether a path that fits none of the patterns is shown as it is, or as other.");
  static final Setting<OnOff> SCRUB_REASONS =
      Setting.one(
          PRIVACY,
          "scrub-reasons",
          Syntax.choice(OnOff.class),
          OnOff.OFF,
          config -> config.privacy().scrubReasons() ? OnOff.ON : OnOff.OFF,
          "Whether e-mail and IP addresses, UUIDs, tokens and numbers of six digits or more are"
              + " taken out of reasons, paths and User-Agents; with --privacy hash they always are.");

  private PrivacySettings() {}
}
