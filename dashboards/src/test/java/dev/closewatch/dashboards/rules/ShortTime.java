package dev.closewatch.dashboards.rules;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The shipped files, with a minute as a second, for tests that cannot wait an hour.
 *
 * <p>Every duration in them is divided by 60: ranges, offsets, subqueries and their steps, "for",
 * "keep_firing_for", the intervals of scrapes, evaluations and notifications (which come to 1 s,
 * for there is nothing shorter), and the two ages of a process, which stand there in seconds.
 * Counts, shares and the number of windows in an hour are as they are: what is tried is the shipped
 * rule, on a faster clock. Times of the day in links are left alone.
 */
final class ShortTime {
  private static final int TIMES = 60;
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** A number with its unit, but not the end of a name such as increase5m. */
  private static final Pattern DURATION = Pattern.compile("(?<!\\w)(\\d+)([smhd])(?!\\w)");

  private static final Pattern PROCESS_AGE =
      Pattern.compile("(time\\(\\) - process_start_time_seconds < )(\\d+)");

  private ShortTime() {}

  /**
   * Returns a file of rules, or a configuration of Prometheus or Alertmanager, on the fast clock.
   */
  static String of(String text) {
    String processes =
        PROCESS_AGE
            .matcher(text)
            .replaceAll(age -> age.group(1) + Integer.parseInt(age.group(2)) / TIMES);
    return DURATION.matcher(processes).replaceAll(found -> shorter(found.group()));
  }

  private static String shorter(String duration) {
    String upper = duration.toUpperCase(Locale.ROOT);
    Duration shipped = Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
    Duration shorter = shipped.dividedBy(TIMES);
    return (shorter.compareTo(SHORTEST) < 0 ? SHORTEST : shorter).toSeconds() + "s";
  }
}
