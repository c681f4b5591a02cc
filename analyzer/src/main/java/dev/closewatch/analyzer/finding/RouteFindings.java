package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.FindingName;
import java.util.HashMap;
import java.util.Map;

/** What one route's closes add up to. */
final class RouteFindings {
  private final IdleTimers idleTimers;
  private final StrippedCloses strippedCloses;
  private final Outliers instances;
  private final Outliers stacks;
  private final Map<WayOfEnding, ShownMassClose> massCloses = new HashMap<>();
  private boolean changed;

  /** A mass close as it was last told of, and its last close. */
  private record ShownMassClose(MassClose massClose, Moment last) {}

  RouteFindings(String route, FindingSettings settings) {
    idleTimers = new IdleTimers(route, settings);
    strippedCloses = new StrippedCloses(route, settings.codeStripping());
    instances = new Outliers(FindingName.OUTLIER_INSTANCE, route, "instance", settings.outlier());
    stacks = new Outliers(FindingName.OUTLIER_STACK, route, "stack", settings.outlier());
  }

  void closed(Settled settled, boolean peersAreKnown) {
    changed = true;
    CloseEvent event = settled.event();
    strippedCloses.closed(event, peersAreKnown);
    MassClose massClose = settled.massClose();
    if (massClose == null) {
      idleTimers.closed(event, peersAreKnown);
      instances.closed(event.opening().service().peer(), event);
      stacks.closed(event.opening().client().stack().name().label(), event);
    } else {
      massCloses.put(massClose.way(), new ShownMassClose(massClose, Moment.of(event)));
    }
  }

  /** Looks at what has come since the last time. */
  void look(long nowNanos, boolean peersAreKnown, StandingFindings findings) {
    if (!changed) {
      return;
    }
    changed = false;
    massCloses.values().forEach(shown -> show(shown, findings));
    massCloses.clear();
    idleTimers.look(nowNanos, peersAreKnown, findings);
    strippedCloses.look(nowNanos, peersAreKnown, findings);
    // One client that goes away by itself, again and again, does so at some instance. A stack with
    // one client is a stack all the same; how many clients there were is in the evidence.
    instances.look(nowNanos, !peersAreKnown, findings);
    stacks.look(nowNanos, true, findings);
  }

  private static void show(ShownMassClose shown, StandingFindings findings) {
    MassClose massClose = shown.massClose;
    WayOfEnding way = massClose.way();
    Evidence evidence =
        new Evidence()
            .with("at", massClose.at())
            .with("closes", massClose.closes())
            .with("peers", massClose.peers())
            .with("openBefore", massClose.openBefore())
            .with("shareOfOpen", massClose.shareOfOpen())
            .with("initiator", way.initiator())
            .with("kind", way.kind())
            .with("endedBy", way.endedBy())
            .with("closesInAll", massClose.closesInAll())
            .with("lastedSeconds", massClose.lastedNanos() / 1e9);
    findings.show(
        FindingName.MASS_CLOSE,
        massClose.route(),
        way.toString(),
        massClose.at(),
        shown.last,
        evidence);
  }
}
