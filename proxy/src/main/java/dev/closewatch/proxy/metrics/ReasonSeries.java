package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.StackName;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series of a route that tell closes apart by their cause, by the client's habit and by its
 * stack; each close counts once by its stack, and in the others where they apply.
 *
 * <p>By stack, kinds beyond those that stacks differ in are {@code other}: every kind for every
 * stack would be some hundreds of series more.
 */
@SuppressWarnings("EnumOrdinal") // indexes that never leave this object
final class ReasonSeries {
  /** What stands for every kind that has no series of its own. */
  static final String OTHER_KIND = "other";

  private static final Set<CloseKind> KINDS_BY_STACK =
      EnumSet.of(
          CloseKind.EMPTY,
          CloseKind.NORMAL,
          CloseKind.GOING_AWAY,
          CloseKind.POLICY,
          CloseKind.ABNORMAL);
  private static final List<Initiator> PEERS = List.of(Initiator.CLIENT, Initiator.SERVICE);

  private final int[][] policies = new int[Initiator.values().length][PolicyCause.values().length];
  private final int[][] habits = new int[Initiator.values().length][Habit.values().length];
  private final Map<StackName, Map<Initiator, Map<CloseKind, Integer>>> stacks =
      new EnumMap<>(StackName.class);

  ReasonSeries(SeriesList series) {
    for (Initiator initiator : PEERS) {
      for (PolicyCause cause : PolicyCause.values()) {
        policies[initiator.ordinal()][cause.ordinal()] =
            series.add(Metric.POLICY_CLOSES, initiator.label(), cause.label());
      }
      for (Habit habit : Habit.values()) {
        if (initiator == Initiator.CLIENT || habit == Habit.UNKNOWN) {
          habits[initiator.ordinal()][habit.ordinal()] =
              series.add(Metric.EMPTY_CLOSES, initiator.label(), habit.label());
        }
      }
    }
    addStacks(series);
  }

  private void addStacks(SeriesList series) {
    Map<Initiator, Integer> fallbacks = new EnumMap<>(Initiator.class);
    for (Initiator initiator : Initiator.values()) {
      fallbacks.put(
          initiator,
          series.add(
              Metric.CLOSES_BY_STACK, StackName.OTHER.label(), initiator.label(), OTHER_KIND));
    }
    for (StackName stack : StackName.values()) {
      Map<Initiator, Map<CloseKind, Integer>> byInitiator = new EnumMap<>(Initiator.class);
      fallbacks.forEach(
          (initiator, fallback) ->
              byInitiator.put(initiator, addStack(series, stack, initiator, fallback)));
      stacks.put(stack, byInitiator);
    }
  }

  private static Map<CloseKind, Integer> addStack(
      SeriesList series, StackName stack, Initiator initiator, int fallback) {
    Map<CloseKind, Integer> slots = new EnumMap<>(CloseKind.class);
    int other =
        stack == StackName.OTHER
            ? fallback
            : series.addFolding(
                Metric.CLOSES_BY_STACK, fallback, stack.label(), initiator.label(), OTHER_KIND);
    for (CloseKind kind : CloseKind.values()) {
      slots.put(
          kind,
          KINDS_BY_STACK.contains(kind) && possible(initiator, kind)
              ? series.addFolding(
                  Metric.CLOSES_BY_STACK, fallback, stack.label(), initiator.label(), kind.label())
              : other);
    }
    return slots;
  }

  private static boolean possible(Initiator initiator, CloseKind kind) {
    return switch (initiator) {
      case CLIENT, SERVICE -> kind != CloseKind.ABNORMAL;
      case NONE -> kind == CloseKind.ABNORMAL;
      case PROXY -> kind == CloseKind.ABNORMAL || kind == CloseKind.GOING_AWAY;
      case UNKNOWN -> false;
    };
  }

  /** Returns the slot of a policy close, which a client or a service has begun. */
  int policy(Initiator initiator, PolicyCause cause) {
    return policies[initiator.ordinal()][cause.ordinal()];
  }

  /** Returns the slot of an empty Close, which a client or a service has begun the end with. */
  int emptyClose(CloseEvent event) {
    Habit habit =
        event.initiator() == Initiator.CLIENT
            ? event.opening().client().stack().emptyClose()
            : Habit.UNKNOWN; // what a service's stack is does not show
    return habits[event.initiator().ordinal()][habit.ordinal()];
  }

  /** Returns the slot of a close by the stack of its client. */
  int stack(StackName stack, Initiator initiator, CloseKind kind) {
    Map<Initiator, Map<CloseKind, Integer>> byInitiator = stacks.get(stack);
    Map<CloseKind, Integer> byKind = byInitiator == null ? null : byInitiator.get(initiator);
    Integer slot = byKind == null ? null : byKind.get(kind);
    if (slot == null) {
      throw new IllegalStateException("no series for " + stack + " " + initiator + " " + kind);
    }
    return slot;
  }
}
