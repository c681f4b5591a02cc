package dev.closewatch.analyzer.finding;

import java.time.Duration;

/**
 * When something counts as a finding.
 *
 * @param lifetime for so long a finding stands after the last close that showed it
 * @param massClosing for mass closes
 */
public record FindingSettings(Duration lifetime, MassClosing massClosing) {

  /**
   * When closes are a mass close.
   *
   * @param window within so long
   * @param leastPeers so many different client peers at least
   * @param leastShare and this share of the route's open connections at least, 0 to 1
   * @param timesOrdinary and at least so many times what is ordinary in the minute before
   * @param lateness closes may come out of order by so much
   * @param mostHeld so many closes are held at most
   */
  public record MassClosing(
      Duration window,
      int leastPeers,
      double leastShare,
      double timesOrdinary,
      Duration lateness,
      int mostHeld) {
    /** The defaults. */
    public static final MassClosing DEFAULTS =
        new MassClosing(Duration.ofSeconds(1), 20, 1.0 / 3, 3, Duration.ofMillis(100), 20_000);
  }

  /** The defaults. */
  public static final FindingSettings DEFAULTS =
      new FindingSettings(Duration.ofMinutes(15), MassClosing.DEFAULTS);
}
