package dev.closewatch.analyzer.finding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time after which widespread software ends a connection, unless told otherwise. Sources: the
 * vendors' documentation of these settings.
 *
 * @param idleDefaultOf whose default it is for silent connections
 * @param ageDefaultOf whose default it is for any connection
 */
record KnownTimer(int seconds, List<String> idleDefaultOf, List<String> ageDefaultOf) {
  private static final List<KnownTimer> ALL =
      List.of(
          new KnownTimer(
              30, List.of(), List.of("Google Cloud load balancing, backend service timeout")),
          idle(55, "Heroku router"),
          idle(60, "nginx, proxy_read_timeout", "AWS Application Load Balancer"),
          idle(100, "Cloudflare"),
          idle(120, "Cloudflare, proxy read timeout"),
          idle(240, "Azure Load Balancer"),
          idle(300, "Envoy, stream_idle_timeout"),
          idle(350, "AWS Network Load Balancer"),
          idle(600, "Google Cloud VPC firewall", "Amazon CloudFront"),
          idle(900),
          idle(3600));

  /** Timers fire no earlier than they should, but for rounding; and late by a tick at most. */
  private static final double EARLY_SECONDS = 0.5;

  private static final double LATE_SECONDS = 1.2;
  private static final double LATE_SHARE = 0.015;

  private static KnownTimer idle(int seconds, String... defaultOf) {
    return new KnownTimer(seconds, List.of(defaultOf), List.of());
  }

  /** Returns the timer that fires after so long, or null. */
  static @Nullable KnownTimer near(double seconds) {
    for (KnownTimer timer : ALL) {
      double late = Math.max(LATE_SECONDS, LATE_SHARE * timer.seconds);
      if (seconds >= timer.seconds - EARLY_SECONDS && seconds <= timer.seconds + late) {
        return timer;
      }
    }
    return null;
  }

  /** Returns whose default this is, of a timer that measures this. */
  List<String> defaultOf(IdleMeasure measure) {
    return measure == IdleMeasure.AGE ? ageDefaultOf : idleDefaultOf;
  }

  /** Returns a value that a person may have set: half seconds, then seconds, then five. */
  static double rounded(double seconds) {
    double step = seconds < 10 ? 0.5 : seconds < 120 ? 1 : 5;
    return Math.round(seconds / step) * step;
  }
}
