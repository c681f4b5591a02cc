package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All peers, and the flags that are raised against them.
 *
 * <p>A close is told twice: at once, when it counts for all that cannot be the fault of a deploy,
 * and a second later, settled, when it is known whether it was part of a mass close.
 *
 * <p>Times are nanoseconds of one monotonic clock; wall time is for display. Not thread-safe.
 */
public final class Peers {
  private static final Duration LET_GO_AFTER = Duration.ofHours(1);

  /** A flag that has just been raised, and the connection whose end or opening raised it. */
  public record Raised(PeerId id, Flag flag) {}

  /** How many connections a client has or has had within the window. */
  public record Holding(String peer, long connections) {}

  /** How many connections all clients together have or have had, and who has most of them. */
  public record Holdings(long connections, List<Holding> heaviest) {}

  private final RuleSettings settings;
  private final PaneClock clock;
  private final PeerTable table;
  private final Flags flags;
  private int sweptPane;

  /** Starts with none. */
  public Peers(RuleSettings settings) {
    this.settings = settings;
    clock = new PaneClock(settings.window());
    table = new PeerTable(settings.maxPeers());
    flags = new Flags(settings, table, clock);
  }

  /** A connection has opened. */
  public void opened(Opening opening) {
    long nanos = opening.openedNanos();
    int userAgent = Objects.hashCode(opening.client().userAgent());
    for (Sender side : Sender.values()) {
      Peer peer = seen(id(opening, side), opening.openedAt(), nanos);
      peer.opened(userAgent, nanos, settings);
      if (peer.shared(nanos, settings)) {
        flags.withdrawWhatWasCounted(peer);
      } else if (side == Sender.CLIENT) {
        for (Returns.After after :
            peer.returns.opened(nanos, userAgent, settings.returnWithin().toNanos())) {
          returned(peer, after, opening, opening.openedAt(), nanos);
        }
      }
    }
  }

  /** A connection has ended. */
  public void closed(CloseEvent event) {
    long nanos = endNanos(event);
    for (Sender side : Sender.values()) {
      Peer peer = seen(id(event.opening(), side), event.closedAt(), nanos);
      peer.closed(event.kind(), nanos, settings);
      peer.window.add(clock.pane(nanos), Tally.CLOSES);
      judgeAtOnce(peer, new Offence(event, side), event);
    }
  }

  /** A connection has opened; its peers are not judged, and none is remembered for it. */
  public void openedUnjudged(Opening opening) {
    for (Sender side : Sender.values()) {
      Peer peer = table.find(id(opening, side));
      if (peer != null) {
        peer.openedUnjudged();
      }
    }
  }

  /** A connection has ended; likewise. */
  public void closedUnjudged(Opening opening) {
    for (Sender side : Sender.values()) {
      Peer peer = table.find(id(opening, side));
      if (peer != null) {
        peer.closedUnjudged();
      }
    }
  }

  private void judgeAtOnce(Peer peer, Offence offence, CloseEvent event) {
    long nanos = endNanos(event);
    List<String> violations = offence.violations();
    if (!violations.isEmpty()) {
      Details details = Details.of(peer, event, "lastViolations", violations);
      offended(peer, Rule.PROTOCOL_VIOLATOR, details, event);
    }
    if (!offence.counts()) {
      return;
    }
    if (offence.started() && offence.hasJudgeableHabit()) {
      peer.window.add(clock.pane(nanos), Tally.STARTED);
      if (offence.startedEmpty()) {
        offended(peer, Rule.EMPTY_CLOSE_HABIT, Details.of(peer, event), event);
      }
    }
    if (offence.startedIllegally()) {
      Object code = event.code() < 0 ? "none" : (Object) event.code();
      Details details = Details.of(peer, event, "lastCode", code, "lastKind", event.kind().label());
      offended(peer, Rule.ILLEGAL_CLOSE, details, event);
    }
    PolicyVerdict policy = event.policy();
    if (policy != null && offence.closedOnForPolicy()) {
      Details details =
          Details.of(
              peer, event, "lastCause", policy.cause().label(), "lastReason", event.reason());
      offended(peer, Rule.POLICY_OFFENDER, details, event);
      if (cameBack(peer, Returns.After.POLICY, offence, event)) {
        returned(peer, Returns.After.POLICY, event.opening(), event.closedAt(), nanos);
      }
    }
  }

  /** It is known whether a close was part of a mass close: then it is held against no client. */
  public void settled(CloseEvent event, boolean partOfMassClose) {
    for (Sender side : Sender.values()) {
      Peer peer = table.find(id(event.opening(), side)); // null if forgotten meanwhile
      if (peer != null && (side == Sender.SERVICE || !partOfMassClose)) {
        peer.window.add(clock.pane(endNanos(event)), Tally.SETTLED);
        judgeSettled(peer, new Offence(event, side), event);
      }
    }
  }

  private void judgeSettled(Peer peer, Offence offence, CloseEvent event) {
    if (!offence.counts()) {
      return;
    }
    if (offence.vanished()) {
      Details details = Details.of(peer, event, "lastEnd", event.tcpEnd().how().label());
      offended(peer, Rule.VANISHER, details, event);
    }
    if (offence.ignoredClose(settings.answerTime())) {
      Details details = Details.of(peer, event, "lastKind", event.kind().label());
      offended(peer, Rule.IGNORES_CLOSE, details, event);
    }
    if (offence.endedSoon(settings.stormLife())
        && cameBack(peer, Returns.After.STORM, offence, event)) {
      returned(peer, Returns.After.STORM, event.opening(), event.closedAt(), endNanos(event));
    }
  }

  private boolean cameBack(Peer peer, Returns.After what, Offence offence, CloseEvent event) {
    return peer.id.side() == Sender.CLIENT
        && !peer.shared(clock.latestNanos(), settings)
        && peer.returns.ended(
            what,
            offence.beganNanos(),
            Objects.hashCode(event.opening().client().userAgent()),
            settings.returnWithin().toNanos());
  }

  private void returned(Peer peer, Returns.After after, Opening opening, Instant at, long nanos) {
    Rule rule = after == Returns.After.POLICY ? Rule.POLICY_LOOP : Rule.RECONNECT_STORM;
    flags.offended(peer, rule, Details.of(peer, opening), at, nanos);
  }

  private void offended(Peer peer, Rule rule, Details details, CloseEvent event) {
    flags.offended(peer, rule, details, event.closedAt(), endNanos(event));
  }

  /** Time has passed: flags fall that are too old, and peers are let go that are long gone. */
  public void advance(long nowNanos) {
    clock.follow(nowNanos);
    flags.expire(clock.latestNanos());
    if (clock.latestPane() != sweptPane) {
      sweptPane = clock.latestPane();
      sweep(clock.latestNanos());
    }
  }

  private void sweep(long nowNanos) {
    long windowNanos = settings.window().toNanos();
    long returnsNanos = Returns.keptNanos(settings.returnWithin().toNanos());
    table.each(
        peer -> peer.forgetWhatIsOver(nowNanos - peer.lastSeenNanos(), windowNanos, returnsNanos));
    table.letGoUnseenSince(nowNanos - Math.max(LET_GO_AFTER.toNanos(), windowNanos));
  }

  /**
   * Says whether clients can be told apart. While they cannot, no client is flagged, and flags that
   * stand are not shown.
   */
  public void holdBackClients(boolean hold) {
    flags.holdBackClients(hold);
  }

  /** Returns the flags raised since the last call. */
  public List<Raised> takeRaised() {
    return flags.takeRaised();
  }

  /** Returns the rules that one of a connection's two peers is flagged for now. */
  public List<Rule> flagsOf(Opening opening) {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    for (Sender side : Sender.values()) {
      Peer peer = table.find(id(opening, side));
      if (peer != null && flags.shows(peer)) {
        rules.addAll(peer.flags().keySet());
      }
    }
    return List.copyOf(rules);
  }

  /** Returns a peer as it is now, or null if it is not remembered. */
  public @Nullable PeerView view(PeerId id) {
    Peer peer = table.find(id);
    return peer == null ? null : view(peer);
  }

  /** Returns at most so many peers that match, the first ones in that order. */
  public List<PeerView> views(Predicate<PeerView> filter, Comparator<PeerView> order, int most) {
    PriorityQueue<PeerView> first = new PriorityQueue<>(order.reversed());
    table.each(
        peer -> {
          PeerView view = view(peer);
          if (filter.test(view)) {
            first.add(view);
            if (first.size() > most) {
              first.poll();
            }
          }
        });
    return first.stream().sorted(order).toList();
  }

  private PeerView view(Peer peer) {
    return peer.view(clock.latestNanos(), settings, flags.of(peer));
  }

  /** Returns how many peers are flagged now, by rule. */
  public Map<Rule, Integer> flagged() {
    return flags.standing();
  }

  /** Returns how many flags have been raised since the start, by rule. */
  public Map<Rule, Long> raisedByRule() {
    return flags.raisedByRule();
  }

  /** Returns how many peers are remembered. */
  public int tracked() {
    return table.size();
  }

  /** Returns how many peers were forgotten for want of room. */
  public long forgotten() {
    return table.forgotten();
  }

  /** Returns who holds the connections that are open, or have ended within the window. */
  public Holdings holdings(int heaviest) {
    long[] all = {0};
    PriorityQueue<Holding> most =
        new PriorityQueue<>(Comparator.comparingLong(Holding::connections));
    table.each(
        peer -> {
          long connections = peer.open() + (long) peer.window.sum(clock.latestPane(), Tally.CLOSES);
          if (peer.id.side() == Sender.CLIENT && connections > 0) {
            all[0] += connections;
            most.add(new Holding(peer.id.name(), connections));
            if (most.size() > heaviest) {
              most.poll();
            }
          }
        });
    return new Holdings(
        all[0],
        most.stream().sorted(Comparator.comparingLong(Holding::connections).reversed()).toList());
  }

  private Peer seen(PeerId id, Instant at, long nanos) {
    clock.follow(nanos);
    Peer peer = table.touch(id, newId -> new Peer(newId, at, nanos));
    peer.seen(at, nanos);
    return peer;
  }

  private static PeerId id(Opening opening, Sender side) {
    return new PeerId(
        side, side == Sender.CLIENT ? opening.client().peer() : opening.service().peer());
  }

  private static long endNanos(CloseEvent event) {
    return event.opening().openedNanos() + event.durationNanos();
  }
}
