package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pairs of code and kind that a Close can show in metrics: a closed set, whatever peers send.
 *
 * <p>A malformed Close whose code could be read (its reason is not UTF-8) keeps that code, but a
 * listed one only as its class: each once more would cost too many series, and the event has it.
 */
final class CloseLabels {
  /** More would not fit into a route's budget of series. */
  static final int MAX_LISTED_CODES = 16;

  private static final int LAST_CODE = 0xFFFF;

  /** A code's label, and the kind that it goes with. */
  record Pair(String code, CloseKind kind) {}

  private final Set<Integer> listed;
  private final List<Pair> pairs;
  private final Map<Pair, Integer> indexes = new HashMap<>();

  /**
   * Works out the pairs.
   *
   * @param listed codes that are to show as numbers beside the registered ones
   * @throws IllegalArgumentException if they are more than {@value #MAX_LISTED_CODES}
   */
  CloseLabels(Set<Integer> listed) {
    this.listed = Set.copyOf(listed);
    if (listed.size() > MAX_LISTED_CODES) {
      throw new IllegalArgumentException(
          listed.size() + " close codes are listed, at most " + MAX_LISTED_CODES + " can be");
    }
    Set<Pair> possible = new LinkedHashSet<>();
    possible.add(usual(CloseKind.EMPTY));
    for (int code = 0; code <= LAST_CODE; code++) {
      possible.add(pair(code, CloseCodes.kindOnWire(code)));
    }
    possible.add(usual(CloseKind.MALFORMED));
    for (int code = 0; code <= LAST_CODE; code++) {
      possible.add(pair(code, CloseKind.MALFORMED));
    }
    pairs = new ArrayList<>(possible);
    for (int i = 0; i < pairs.size(); i++) {
      indexes.put(pairs.get(i), i);
    }
  }

  /** Returns the pairs, each at its index. */
  List<Pair> pairs() {
    return pairs;
  }

  /** Returns whether the pair stands for its kind, or shows a code that the operator has listed. */
  boolean isExpected(Pair pair) {
    return pair.equals(usual(pair.kind()))
        || (pair.kind() != CloseKind.MALFORMED && isListed(pair.code()));
  }

  /** Returns the index of the pair that stands for the kind of this one. */
  int usualIndex(Pair pair) {
    return indexes.getOrDefault(usual(pair.kind()), 0);
  }

  /** Returns the index of what a Close says. */
  int indexOf(int code, CloseKind kind) {
    Integer index = indexes.get(pair(code, kind));
    if (index == null) {
      index = indexes.get(usual(kind));
    }
    // Kinds that no frame can be of do not get here; if one does, it is counted all the same.
    return index != null ? index : indexes.getOrDefault(usual(CloseKind.MALFORMED), 0);
  }

  private Pair pair(int code, CloseKind kind) {
    Set<Integer> asNumbers = kind == CloseKind.MALFORMED ? Set.of() : listed;
    return new Pair(CloseCodes.label(code, asNumbers), kind);
  }

  private boolean isListed(String code) {
    return listed.stream().anyMatch(number -> Integer.toString(number).equals(code));
  }

  /** The pair that stands for a kind, where a kind has several the commonest or the class. */
  private Pair usual(CloseKind kind) {
    int code =
        switch (kind) {
          case EMPTY, RESERVED -> CloseCodes.NO_STATUS_RECEIVED;
          case NORMAL -> 1000;
          case GOING_AWAY -> CloseCodes.GOING_AWAY;
          case PROTOCOL_ERROR -> 1002;
          case UNSUPPORTED_DATA -> 1003;
          case INVALID_PAYLOAD -> 1007;
          case POLICY -> 1008;
          case TOO_BIG -> 1009;
          case MISSING_EXTENSION -> 1010;
          case INTERNAL_ERROR -> 1011;
          case SERVICE_RESTART -> 1012;
          case TRY_AGAIN_LATER -> 1013;
          case BAD_GATEWAY -> 1014;
          case UNASSIGNED -> 1016;
          case REGISTERED -> 3999;
          case PRIVATE -> 4999;
          case OUT_OF_RANGE -> 0;
          case ABNORMAL -> CloseCodes.ABNORMAL_CLOSURE;
          case MALFORMED, UNOBSERVED -> Close.NO_CODE;
        };
    // Without the listed codes, so that a class is a class even if its member here is listed.
    return new Pair(CloseCodes.label(code, Set.of()), kind);
  }
}
