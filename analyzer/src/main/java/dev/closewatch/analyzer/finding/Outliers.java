package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.Initiator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Looks for the one among a route's service instances, or client stacks, that ends badly far more
 * often than the rest.
 */
final class Outliers {
  /** Small figures differ by chance, and there are many looks at them: this seldom is enough. */
  private static final double CHANCE = 1e-5;

  private final FindingName name;
  private final String route;
  private final String word;
  private final FindingSettings.Outlier settings;
  private final int mostSubjects;

  /** The one that has not ended a connection for longest comes first, to be forgotten first. */
  private final Map<String, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Starts with none.
   *
   * @param word what they are called in the evidence
   */
  Outliers(FindingName name, String route, String word, FindingSettings.Outlier settings) {
    this.name = name;
    this.route = route;
    this.word = word;
    this.settings = settings;
    this.mostSubjects = settings.mostInstances();
  }

  /** A connection of this one has ended, and not as one of many. */
  void closed(String subject, CloseEvent event) {
    // What we end ourselves, and what cannot be told, says nothing of either side.
    if (event.initiator() == Initiator.PROXY || event.initiator() == Initiator.UNKNOWN) {
      return;
    }
    Tally tally = tallies.get(subject);
    if (tally == null) {
      if (tallies.size() >= mostSubjects) {
        tallies.remove(tallies.keySet().iterator().next());
      }
      tally = new Tally(Moment.of(event).nanos(), settings.window());
      tallies.put(subject, tally);
    }
    tally.closed(event, endedBadly(event));
  }

  /** With no Close, or with a Close by which the service says that it is in trouble. */
  private static boolean endedBadly(CloseEvent event) {
    return event.kind() == CloseKind.ABNORMAL
        || (event.initiator() == Initiator.SERVICE
            && switch (event.kind()) {
              case INTERNAL_ERROR, SERVICE_RESTART, TRY_AGAIN_LATER, BAD_GATEWAY -> true;
              default -> false;
            });
  }

  /**
   * Looks at each.
   *
   * @param oneClientCounts whether one client that goes away on its own may make an outlier
   */
  void look(long nowNanos, boolean oneClientCounts, StandingFindings findings) {
    long allCloses = 0;
    long allBad = 0;
    for (Tally tally : tallies.values()) {
      allCloses += tally.closes(nowNanos);
      allBad += tally.bad(nowNanos);
    }
    for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
      Tally tally = entry.getValue();
      Figures figures =
          new Figures(
              tally.closes(nowNanos),
              tally.bad(nowNanos),
              allCloses - tally.closes(nowNanos),
              allBad - tally.bad(nowNanos));
      if (figures.standOut(settings)
          && !tally.isRestart(nowNanos)
          && (oneClientCounts || !tally.isOneClient(nowNanos))) {
        show(entry.getKey(), figures, tally, nowNanos, findings);
      }
    }
  }

  private void show(
      String subject, Figures figures, Tally tally, long nowNanos, StandingFindings findings) {
    Evidence evidence =
        new Evidence()
            .with(word, subject)
            .with("closes", figures.closes)
            .with("bad", figures.bad)
            .with("share", figures.share())
            .with("restCloses", figures.restCloses)
            .with("restBad", figures.restBad)
            .with("restShare", figures.restShare())
            .with("peers", tally.peers(nowNanos));
    Moment newest = tally.newestBad();
    findings.show(name, route, subject, newest.at(), newest, evidence);
  }

  /** One against the rest. */
  private record Figures(long closes, long bad, long restCloses, long restBad) {
    double share() {
      return (double) bad / closes;
    }

    double restShare() {
      return (double) restBad / restCloses;
    }

    boolean standOut(FindingSettings.Outlier settings) {
      if (closes < settings.leastCloses()
          || restCloses < settings.leastCloses()
          || bad < settings.leastBad()) {
        return false;
      }
      return share() >= settings.times() * Math.max(settings.restShareFloor(), restShare())
          && Chance.ofAtLeast(bad, closes, restBad, restCloses) <= CHANCE;
    }
  }
}
