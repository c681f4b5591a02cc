package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.FindingName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The findings that stand, each until its lifetime is over. */
final class StandingFindings {
  /** Of one name on one route; of more, those seen last. */
  static final int MOST_SUBJECTS = 20;

  private final long lifetimeNanos;
  private final Map<Subject, Shown> standing = new LinkedHashMap<>();

  /** What a finding is about: the same again is no other finding. */
  private record Subject(FindingName name, String route, String what) {}

  private record Shown(Finding finding, long lastNanos) {}

  StandingFindings(long lifetimeNanos) {
    this.lifetimeNanos = lifetimeNanos;
  }

  /**
   * It was true at a moment, which may be long ago.
   *
   * @param what tells it from others of that name on that route
   * @param firstAt when it began, if it is new
   */
  void show(
      FindingName name,
      String route,
      String what,
      Instant firstAt,
      Moment last,
      Evidence evidence) {
    Subject subject = new Subject(name, route, what);
    Shown before = standing.get(subject);
    if (before == null) {
      makeRoom(name, route);
    }
    Instant firstSeen = before == null ? firstAt : before.finding.firstSeen();
    Finding finding = new Finding(name, route, firstSeen, last.at(), evidence.values());
    standing.put(subject, new Shown(finding, last.nanos()));
  }

  void expire(long nowNanos) {
    standing.values().removeIf(shown -> nowNanos - shown.lastNanos > lifetimeNanos);
  }

  List<Finding> all() {
    return new ArrayList<>(standing.values().stream().map(Shown::finding).toList());
  }

  private void makeRoom(FindingName name, String route) {
    List<Subject> same =
        standing.keySet().stream()
            .filter(key -> key.name == name && key.route.equals(route))
            .toList();
    if (same.size() >= MOST_SUBJECTS) {
      same.stream()
          .min(Comparator.comparing((Subject key) -> lastSeen(key)))
          .ifPresent(standing::remove);
    }
  }

  private Instant lastSeen(Subject subject) {
    Shown shown = standing.get(subject);
    return shown == null ? Instant.MIN : shown.finding.lastSeen();
  }
}
