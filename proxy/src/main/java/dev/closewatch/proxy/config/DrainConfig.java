package dev.closewatch.proxy.config;

import dev.closewatch.analyzer.close.CloseCodes;
import java.time.Duration;

/**
 * How open connections are ended when the proxy goes away.
 *
 * @param delay new connections are still accepted for so long
 * @param time open connections are ended within so long behind that, answers included
 * @param code what our Close says: 1001 or 1012
 */
public record DrainConfig(Duration delay, Duration time, int code) {
  /** What a user gets who says nothing. */
  public static final DrainConfig DEFAULTS =
      new DrainConfig(Duration.ZERO, Duration.ofSeconds(20), CloseCodes.GOING_AWAY);

  /** How the delay is written. */
  public static final Syntax<Duration> DELAY = Syntax.duration("0s", "1h");

  /** How the time is written. */
  public static final Syntax<Duration> TIME = Syntax.duration("0s", "24h");

  /** How the code is written. */
  public static final Syntax<Integer> CODE =
      new Syntax<>("1001|1012", "", DrainConfig::code, code -> Integer.toString(code));

  private static int code(String text) {
    return switch (text) {
      case "1001" -> CloseCodes.GOING_AWAY;
      case "1012" -> CloseCodes.SERVICE_RESTART;
      default -> throw Syntax.wrong(text, "is none of 1001, 1012");
    };
  }
}
