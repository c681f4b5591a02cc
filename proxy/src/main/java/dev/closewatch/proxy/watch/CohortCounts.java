package dev.closewatch.proxy.watch;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Closes by the group that clients belong to, such as an app version. Groups that the operator has
 * listed are shown; if none are, the commonest {@value #MOST} of a route, the rest as {@code
 * other}.
 *
 * <p>A group is shown once it has closed {@value #SHOWN_FROM} connections while there is room. What
 * it had closed before stays with {@code other}, so that no counter ever falls. Written by one
 * thread, read by any.
 */
public final class CohortCounts {
  /** As many groups of a route are shown. */
  public static final int MOST = 20;

  static final String OTHER = "other";

  /** Clients that do not say which group they belong to. */
  static final String NONE = "none";

  private static final int SHOWN_FROM = 5;
  private static final int CANDIDATES = 1_000;
  private static final Set<CloseKind> KINDS =
      EnumSet.of(
          CloseKind.EMPTY,
          CloseKind.NORMAL,
          CloseKind.GOING_AWAY,
          CloseKind.POLICY,
          CloseKind.ABNORMAL);

  /** How many closes of a kind a group of a route has had. */
  public record Row(String route, String cohort, String kind, long closes) {}

  private record Key(String route, String cohort, String kind) {}

  private final Set<String> listed;
  private final Map<Key, Long> closes = new LinkedHashMap<>();
  private final Map<String, Set<String>> shown = new HashMap<>();
  private final Map<String, Map<String, Integer>> candidates = new HashMap<>();

  CohortCounts(List<String> listed) {
    this.listed = Set.copyOf(listed);
  }

  synchronized void closed(CloseEvent event) {
    String route = event.opening().route();
    String cohort = cohort(route, event.opening().client().cohort());
    String kind = KINDS.contains(event.kind()) ? event.kind().label() : OTHER;
    closes.merge(new Key(route, cohort, kind), 1L, Long::sum);
  }

  private String cohort(String route, @Nullable String named) {
    if (named == null || named.isBlank()) {
      return NONE;
    }
    if (!listed.isEmpty()) {
      return listed.contains(named) ? named : OTHER;
    }
    Set<String> ofRoute = shown.computeIfAbsent(route, r -> new HashSet<>());
    if (ofRoute.contains(named)) {
      return named;
    }
    if (ofRoute.size() >= MOST) {
      return OTHER;
    }
    Map<String, Integer> rising = candidates.computeIfAbsent(route, r -> new HashMap<>());
    if (rising.size() >= CANDIDATES && !rising.containsKey(named)) {
      rising.clear(); // the common ones are soon there again
    }
    if (rising.merge(named, 1, Integer::sum) < SHOWN_FROM) {
      return OTHER;
    }
    rising.remove(named);
    ofRoute.add(named);
    return named;
  }

  /** Returns all there is to show. */
  public synchronized List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    closes.forEach((key, count) -> rows.add(new Row(key.route, key.cohort, key.kind, count)));
    rows.sort(Comparator.comparing(Row::route).thenComparing(Row::cohort).thenComparing(Row::kind));
    return rows;
  }
}
