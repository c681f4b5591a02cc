package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Ends of connections at nearly the same age, or after nearly the same time of silence.
 *
 * @param measure what they have in common
 * @param ends in the order of that
 */
record Cluster(IdleMeasure measure, List<AbnormalEnd> ends) {
  int size() {
    return ends.size();
  }

  /** Returns the value in the middle. */
  double medianSeconds() {
    return measure.nanos(ends.get(size() / 2)) / 1e9;
  }

  /** Returns when it was last added to. */
  Moment newest() {
    Moment newest = ends.get(0).moment();
    for (AbnormalEnd end : ends) {
      newest = end.nanos() - newest.nanos() > 0 ? end.moment() : newest;
    }
    return newest;
  }

  int peers() {
    return (int) ends.stream().map(AbnormalEnd::peer).distinct().count();
  }

  /** Returns how most of them ended. */
  TcpEndHow how() {
    Map<TcpEndHow, Integer> counts = new EnumMap<>(TcpEndHow.class);
    ends.forEach(end -> counts.merge(end.how(), 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(TcpEndHow.FIN);
  }

  long withUnansweredPings() {
    return ends.stream().filter(AbnormalEnd::pingsUnanswered).count();
  }

  /**
   * Returns whether most of them happened at one time. Then they have their age in common since
   * they opened together and ended together, and not because of a timer.
   */
  boolean isBurst(long spanNanos) {
    long[] moments =
        ends.stream()
            .sorted(Comparator.comparingLong(end -> end.nanos() - ends.get(0).nanos()))
            .mapToLong(AbnormalEnd::nanos)
            .toArray();
    int first = 0;
    for (int last = 0; last < moments.length; last++) {
      while (moments[last] - moments[first] > spanNanos) {
        first++;
      }
      if (2 * (last - first + 1) > moments.length) {
        return true;
      }
    }
    return false;
  }
}
