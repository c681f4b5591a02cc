package dev.closewatch.analyzer.finding;

import java.time.Duration;

/**
 * When something counts as a finding. Shares are from 0 to 1.
 *
 * @param lifetime for so long a finding stands after the last close that showed it
 * @param massClosing for {@code mass_close}
 * @param idleTimer for {@code idle_timer}
 * @param codeStripping for {@code code_stripping}
 * @param outlier for {@code outlier_instance} and {@code outlier_stack}
 * @param identity for {@code identity_collapsed}
 */
public record FindingSettings(
    Duration lifetime,
    MassClosing massClosing,
    IdleTimer idleTimer,
    CodeStripping codeStripping,
    Outlier outlier,
    Identity identity) {

  /** The defaults. */
  public static final FindingSettings DEFAULTS =
      new FindingSettings(
          Duration.ofMinutes(15),
          MassClosing.DEFAULTS,
          IdleTimer.DEFAULTS,
          CodeStripping.DEFAULTS,
          Outlier.DEFAULTS,
          Identity.DEFAULTS);

  /**
   * When closes are a mass close.
   *
   * @param window within so long
   * @param leastPeers so many different client peers at least
   * @param leastShare and this share of the route's open connections at least
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

  /**
   * When ends without a Close come from a timer.
   *
   * @param window closes of the last so long
   * @param shortest shorter times are never taken for a timer's
   * @param leastCloses so many at one value at least
   * @param leastShare and this share of those that this side ended
   * @param leastPeers from so many different client peers, where the client's side ended them
   * @param mostOfOnePeer of one peer only its newest so many count, where the client's side did
   */
  public record IdleTimer(
      Duration window,
      Duration shortest,
      int leastCloses,
      double leastShare,
      int leastPeers,
      int mostOfOnePeer) {
    /** The defaults. */
    public static final IdleTimer DEFAULTS =
        new IdleTimer(Duration.ofHours(1), Duration.ofSeconds(4), 10, 0.05, 3, 5);
  }

  /**
   * When something takes the codes out of Closes.
   *
   * @param window Closes of the last so long
   * @param leastEmpty so many empty ones at least
   * @param leastShare and this share of all Closes of that sort
   * @param leastPeers from so many different client peers, where the client's side sent them
   * @param mostOfOnePeer of one peer only its newest so many count, where the client's side did
   */
  public record CodeStripping(
      Duration window, int leastEmpty, double leastShare, int leastPeers, int mostOfOnePeer) {
    /** The defaults. */
    public static final CodeStripping DEFAULTS =
        new CodeStripping(Duration.ofHours(1), 10, 1.0 / 3, 3, 5);
  }

  /**
   * When one ends badly far more often than the rest.
   *
   * @param window closes of the last so long
   * @param leastCloses so many of its own at least, and so many of the rest
   * @param leastBad so many bad ones of its own at least
   * @param times its share of bad ones is at least so many times that of the rest
   * @param restShareFloor as if the rest had at least this share
   * @param mostInstances so many service instances of a route are told apart
   */
  public record Outlier(
      Duration window,
      int leastCloses,
      int leastBad,
      double times,
      double restShareFloor,
      int mostInstances) {
    /** The defaults. */
    public static final Outlier DEFAULTS =
        new Outlier(Duration.ofMinutes(15), 20, 5, 5, 0.01, 1_000);
  }

  /**
   * When a proxy in front hides who the clients are.
   *
   * @param mostAddresses so few addresses
   * @param leastShare hold this share
   * @param leastConnections of so many connections at least
   * @param endsBelowShare the finding ends when they hold less than this
   * @param endsBelowConnections or when there are fewer connections than this
   */
  public record Identity(
      int mostAddresses,
      double leastShare,
      long leastConnections,
      double endsBelowShare,
      long endsBelowConnections) {
    /** The defaults. */
    public static final Identity DEFAULTS = new Identity(3, 0.9, 100, 0.85, 80);
  }
}
