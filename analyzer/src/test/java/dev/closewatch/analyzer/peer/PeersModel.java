package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What {@link Peers} has to say, worked out slowly: everything that was ever told is kept, and each
 * figure is counted anew. Written from docs/closes.md alone, thresholds and all, and with the
 * window that docs/peers.md promises: from the beginning of the pane that lies 14 panes back.
 */
final class PeersModel {
  private static final long SECOND = 1_000_000_000L;
  private static final long PANE = 20 * SECOND;
  private static final long EXPIRY = 900 * SECOND;
  private static final long HOUR = 3600 * SECOND;

  /** Something that counts for or against a peer. */
  private record What(PeerId peer, String what) {}

  /** A connection opened, or ended in a way that a return from counts. */
  private static final class Moment {
    final PeerId peer;
    final String userAgent;
    final long nanos;
    final Set<Rule> paired = new HashSet<>();

    Moment(PeerId peer, String userAgent, long nanos) {
      this.peer = peer;
      this.userAgent = userAgent;
      this.nanos = nanos;
    }
  }

  static final class ModelFlag {
    long count;
    long lastNanos;
  }

  /** When it happened, each time: nothing is ever forgotten. */
  private final Map<What, List<Long>> facts = new HashMap<>();

  private final List<Moment> openings = new ArrayList<>();
  private final Map<Rule, List<Moment>> ends = new HashMap<>();
  private final Map<PeerId, Map<String, Long>> userAgents = new HashMap<>();
  private final Map<PeerId, Integer> open = new HashMap<>();
  private final Map<PeerId, Long> crowded = new HashMap<>();
  private final Map<PeerId, Map<Rule, ModelFlag>> flags = new HashMap<>();
  private final long firstNanos;
  private long now;

  /** All times are since the start of the clock, so that they can be compared. */
  PeersModel(long firstNanos) {
    this.firstNanos = firstNanos;
  }

  void opened(Opening opening) {
    long nanos = opening.openedNanos() - firstNanos;
    now = Math.max(now, nanos);
    String userAgent = Objects.toString(opening.client().userAgent());
    for (Sender side : Sender.values()) {
      PeerId peer = peer(opening, side);
      open.merge(peer, 1, Integer::sum);
      if (open.get(peer) >= 50) {
        crowded.put(peer, nanos);
      }
      userAgents.computeIfAbsent(peer, p -> new HashMap<>()).merge(userAgent, nanos, Math::max);
      if (shared(peer)) {
        flags.getOrDefault(peer, new HashMap<>()).keySet().retainAll(Set.of(Rule.ILLEGAL_CLOSE));
      } else if (side == Sender.CLIENT) {
        Moment moment = new Moment(peer, userAgent, nanos);
        openings.add(moment);
        for (Rule rule : List.of(Rule.POLICY_LOOP, Rule.RECONNECT_STORM)) {
          ends.getOrDefault(rule, List.of()).stream()
              .filter(end -> end.paired.isEmpty() && comesBack(moment, end))
              .findFirst()
              .ifPresent(
                  end -> {
                    end.paired.add(rule);
                    moment.paired.add(rule);
                    offence(peer, rule, nanos);
                  });
        }
      }
    }
  }

  void closed(CloseEvent event) {
    long nanos = endOf(event);
    now = Math.max(now, nanos);
    for (Sender side : Sender.values()) {
      PeerId peer = peer(event.opening(), side);
      if (open.getOrDefault(peer, 0) >= 50) {
        crowded.put(peer, nanos);
      }
      open.merge(peer, -1, Integer::sum);
      fact(peer, "close", nanos);
      if (event.violations().stream()
          .anyMatch(v -> v.sender() == side && v.violation() == Violation.UNMASKED_FRAME)) {
        offence(peer, Rule.PROTOCOL_VIOLATOR, nanos);
      }
      boolean started =
          event.initiator() == (side == Sender.CLIENT ? Initiator.CLIENT : Initiator.SERVICE);
      ClientStack stack = event.opening().client().stack();
      boolean habitKnown =
          side == Sender.SERVICE
              || (event.opening().client().userAgent() != null
                  && stack.emptyClose() != Habit.USUAL);
      if (started && habitKnown) {
        fact(peer, "started", nanos);
        if (event.kind() == CloseKind.EMPTY) {
          offence(peer, Rule.EMPTY_CLOSE_HABIT, nanos);
        }
      }
      if (started && event.kind() == CloseKind.RESERVED) {
        offence(peer, Rule.ILLEGAL_CLOSE, nanos);
      }
      boolean closedOn =
          event.initiator() == (side == Sender.CLIENT ? Initiator.SERVICE : Initiator.CLIENT);
      if (closedOn && event.code() == 1008) {
        offence(peer, Rule.POLICY_OFFENDER, nanos);
        returnFrom(Rule.POLICY_LOOP, peer, event);
      }
    }
  }

  void settled(CloseEvent event, boolean massClose) {
    for (Sender side : Sender.values()) {
      if (massClose && side == Sender.CLIENT) {
        continue;
      }
      PeerId peer = peer(event.opening(), side);
      long nanos = endOf(event);
      fact(peer, "settled", nanos);
      String me = side.label();
      boolean vanished =
          event.initiator() == Initiator.NONE
              && event.tcpEnd().by().label().equals(me)
              && close(event, side) == null;
      if (vanished) {
        offence(peer, Rule.VANISHER, nanos);
      }
      boolean drained =
          event.proxyClose() != null && event.proxyClose().reason() == ProxyCloseReason.DRAIN;
      if (event.reply() == Reply.MISSING
          && event.replier() == side
          && event.unansweredNanos() != null
          && event.unansweredNanos() >= 2 * SECOND
          && event.kind().legal()
          && !drained
          && !(side == Sender.CLIENT && event.opening().client().stack().answersByApplication())) {
        offence(peer, Rule.IGNORES_CLOSE, nanos);
      }
      if ((vanished || event.initiator().label().equals(me))
          && event.durationNanos() < 10 * SECOND) {
        returnFrom(Rule.RECONNECT_STORM, peer, event);
      }
    }
  }

  void timePasses(long nanos) {
    now = Math.max(now, nanos - firstNanos);
    flags.values().forEach(all -> all.values().removeIf(flag -> now - flag.lastNanos > EXPIRY));
  }

  /** Returns the flags of all peers as text: peer, rule, count and the time of the last offence. */
  Map<String, String> flags() {
    Map<String, String> all = new TreeMap<>();
    flags.forEach(
        (peer, its) ->
            its.forEach(
                (rule, flag) ->
                    all.put(
                        peer.side().label() + " " + peer.name() + " " + rule.label(),
                        flag.count + " until " + flag.lastNanos)));
    return all;
  }

  private void returnFrom(Rule rule, PeerId peer, CloseEvent event) {
    if (peer.side() == Sender.SERVICE || shared(peer)) {
      return;
    }
    WireClose first =
        close(event, event.initiator() == Initiator.CLIENT ? Sender.CLIENT : Sender.SERVICE);
    long began =
        event.initiator() == Initiator.NONE || first == null
            ? endOf(event)
            : endOf(event) - Duration.between(first.at(), event.closedAt()).toNanos();
    String userAgent = Objects.toString(event.opening().client().userAgent());
    Moment end = new Moment(peer, userAgent, began);
    Predicate<Moment> isReturn = o -> !o.paired.contains(rule) && comesBack(o, end);
    openings.stream()
        .filter(isReturn)
        .findFirst()
        .ifPresentOrElse(
            opening -> {
              opening.paired.add(rule);
              offence(peer, rule, endOf(event));
            },
            () -> ends.computeIfAbsent(rule, r -> new ArrayList<>()).add(end));
  }

  private static boolean comesBack(Moment opening, Moment end) {
    long after = opening.nanos - end.nanos;
    return opening.peer.equals(end.peer)
        && opening.userAgent.equals(end.userAgent)
        && after > 0
        && after <= 10 * SECOND;
  }

  private void offence(PeerId peer, Rule rule, long nanos) {
    fact(peer, rule.label(), nanos);
    Map<Rule, ModelFlag> its = flags.computeIfAbsent(peer, p -> new HashMap<>());
    ModelFlag flag = its.get(rule);
    boolean silenced = shared(peer) && rule != Rule.ILLEGAL_CLOSE;
    if (silenced) {
      return;
    }
    if (flag == null && fires(peer, rule)) {
      flag = new ModelFlag();
      flag.count = count(peer, rule.label());
      flag.lastNanos = nanos;
      its.put(rule, flag);
    } else if (flag != null && shareHolds(peer, rule)) {
      flag.count++;
      flag.lastNanos = Math.max(flag.lastNanos, nanos);
    }
  }

  private boolean fires(PeerId peer, Rule rule) {
    long offences = count(peer, rule.label());
    return shareHolds(peer, rule)
        && switch (rule) {
          case EMPTY_CLOSE_HABIT -> count(peer, "started") >= 10;
          case POLICY_OFFENDER, POLICY_LOOP, PROTOCOL_VIOLATOR -> offences >= 3;
          case ILLEGAL_CLOSE -> offences >= 1;
          case VANISHER -> offences >= 10;
          case IGNORES_CLOSE -> offences >= 5;
          case RECONNECT_STORM -> offences > 60;
        };
  }

  private boolean shareHolds(PeerId peer, Rule rule) {
    long offences = count(peer, rule.label());
    return switch (rule) {
      case EMPTY_CLOSE_HABIT -> 10 * offences >= 8 * count(peer, "started");
      case POLICY_OFFENDER -> 10 * offences >= 3 * count(peer, "close");
      case VANISHER -> 2 * offences >= count(peer, "settled");
      default -> true;
    };
  }

  private long count(PeerId peer, String what) {
    long from = (Math.floorDiv(now, PANE) - 14) * PANE;
    return facts.getOrDefault(new What(peer, what), List.of()).stream()
        .filter(nanos -> nanos >= from)
        .count();
  }

  private void fact(PeerId peer, String what, long nanos) {
    facts.computeIfAbsent(new What(peer, what), w -> new ArrayList<>()).add(nanos);
  }

  private boolean shared(PeerId peer) {
    long different =
        userAgents.getOrDefault(peer, Map.of()).values().stream()
            .filter(nanos -> now - nanos <= HOUR)
            .count();
    boolean crowd =
        open.getOrDefault(peer, 0) >= 50
            || (crowded.containsKey(peer) && now - crowded.get(peer) <= HOUR);
    return peer.side() == Sender.CLIENT && (different >= 3 || crowd);
  }

  private long endOf(CloseEvent event) {
    return event.opening().openedNanos() - firstNanos + event.durationNanos();
  }

  private static WireClose close(CloseEvent event, Sender side) {
    return side == Sender.CLIENT ? event.clientClose() : event.serviceClose();
  }

  private static PeerId peer(Opening opening, Sender side) {
    return new PeerId(
        side, side == Sender.CLIENT ? opening.client().peer() : opening.service().peer());
  }
}
