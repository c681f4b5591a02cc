package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
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
  private final Rules rules;
  private final PeerTable table;
  private final long paneNanos;
  private final Map<Rule, Long> raisedByRule = new EnumMap<>(Rule.class);
  private List<Raised> raised = new ArrayList<>();
  private boolean heldBack;
  private @Nullable Long baseNanos;
  private long latestNanos;

  /** Starts with none. */
  public Peers(RuleSettings settings) {
    this.settings = settings;
    rules = new Rules(settings);
    table = new PeerTable(settings.maxPeers());
    paneNanos = Math.max(1, settings.window().toNanos() / SlidingCounts.PANES);
  }

  /** A connection has opened. */
  public void opened(Opening opening) {
    long nanos = opening.openedNanos();
    int userAgent = Objects.hashCode(opening.client().userAgent());
    for (Sender side : Sender.values()) {
      Peer peer = seen(id(opening, side), opening.openedAt(), nanos);
      peer.opened(userAgent, nanos, settings);
      if (side == Sender.CLIENT && !peer.shared(nanos, settings)) {
        for (Returns.After after :
            peer.returns.opened(nanos, userAgent, settings.returnWithin().toNanos())) {
          returned(peer, after, opening, opening.openedAt(), nanos);
        }
      }
    }
  }

  /** A connection has ended. */
  public void closed(CloseEvent event) {
    for (Sender side : Sender.values()) {
      Peer peer = seen(id(event.opening(), side), event.closedAt(), endNanos(event));
      peer.open = Math.max(0, peer.open - 1);
      peer.closed(event.kind());
      judgeAtOnce(peer, new Offence(event, side), event);
    }
  }

  private void judgeAtOnce(Peer peer, Offence offence, CloseEvent event) {
    long nanos = endNanos(event);
    List<String> violations = offence.violations();
    if (!violations.isEmpty()) {
      Details details = Details.of(event, peer).with("lastViolations", violations);
      offended(peer, Rule.PROTOCOL_VIOLATOR, details, event.closedAt(), nanos);
    }
    if (!offence.counts()) {
      return;
    }
    peer.window.add(pane(nanos), Tally.CLOSES);
    if (offence.started() && offence.hasJudgeableHabit()) {
      peer.window.add(pane(nanos), Tally.STARTED);
      if (offence.startedEmpty()) {
        offended(peer, Rule.EMPTY_CLOSE_HABIT, Details.of(event, peer), event.closedAt(), nanos);
      }
    }
    if (offence.startedIllegally()) {
      Details details =
          Details.of(event, peer)
              .with("lastCode", event.code() < 0 ? "none" : event.code())
              .with("lastKind", event.kind().label());
      offended(peer, Rule.ILLEGAL_CLOSE, details, event.closedAt(), nanos);
    }
    PolicyVerdict policy = event.policy();
    if (policy != null && offence.closedOnForPolicy()) {
      Details details =
          Details.of(event, peer)
              .with("lastCause", policy.cause().label())
              .with("lastReason", event.reason());
      offended(peer, Rule.POLICY_OFFENDER, details, event.closedAt(), nanos);
      if (cameBack(peer, Returns.After.POLICY, offence, event)) {
        returned(peer, Returns.After.POLICY, event.opening(), event.closedAt(), nanos);
      }
    }
  }

  /** It is known whether a close was part of a mass close: then it is held against no client. */
  public void settled(CloseEvent event, boolean partOfMassClose) {
    for (Sender side : Sender.values()) {
      Offence offence = new Offence(event, side);
      if (offence.counts() && !partOfMassClose) {
        long nanos = endNanos(event);
        judgeSettled(seen(id(event.opening(), side), event.closedAt(), nanos), offence, event);
      }
    }
  }

  private void judgeSettled(Peer peer, Offence offence, CloseEvent event) {
    long nanos = endNanos(event);
    peer.window.add(pane(nanos), Tally.SETTLED);
    if (offence.vanished()) {
      Details details = Details.of(event, peer).with("lastEnd", event.tcpEnd().how().label());
      offended(peer, Rule.VANISHER, details, event.closedAt(), nanos);
    }
    if (offence.ignoredClose(settings.answerTime())) {
      Details details = Details.of(event, peer).with("lastKind", event.kind().label());
      offended(peer, Rule.IGNORES_CLOSE, details, event.closedAt(), nanos);
    }
    if (offence.endedSoon(settings.stormLife())
        && cameBack(peer, Returns.After.STORM, offence, event)) {
      returned(peer, Returns.After.STORM, event.opening(), event.closedAt(), nanos);
    }
  }

  private boolean cameBack(Peer peer, Returns.After what, Offence offence, CloseEvent event) {
    return peer.id.side() == Sender.CLIENT
        && !peer.shared(latestNanos, settings)
        && peer.returns.ended(
            what,
            offence.beganNanos(),
            Objects.hashCode(event.opening().client().userAgent()),
            settings.returnWithin().toNanos());
  }

  private void returned(Peer peer, Returns.After after, Opening opening, Instant at, long nanos) {
    Rule rule = after == Returns.After.POLICY ? Rule.POLICY_LOOP : Rule.RECONNECT_STORM;
    offended(peer, rule, Details.of(opening, peer), at, nanos);
  }

  /** Counts an offence, and raises or refreshes the flag if the rule fires with it. */
  private void offended(Peer peer, Rule rule, Details details, Instant at, long nanos) {
    peer.window.add(pane(nanos), Rules.offences(rule));
    boolean first = !peer.offended;
    peer.offended = true;
    boolean newlyFlagged = judge(peer, rule, details.all(), at, nanos);
    if (first || newlyFlagged) {
      table.reconsider(peer);
    }
  }

  private boolean judge(Peer peer, Rule rule, Map<String, Object> details, Instant at, long nanos) {
    Map<String, Object> figures =
        rules.fires(rule, peer.window, pane(latestNanos), peer.shared(latestNanos, settings));
    if (figures == null || (heldBack && peer.id.side() == Sender.CLIENT)) {
      return false;
    }
    Map<String, Object> evidence = new LinkedHashMap<>(figures);
    evidence.putAll(details);
    Peer.Standing standing = peer.flag(rule);
    if (standing != null) {
      standing.count++;
      standing.lastSeen = at;
      standing.lastSeenNanos = nanos;
      standing.evidence = evidence;
      return false;
    }
    int offences = peer.window.sum(pane(latestNanos), Rules.offences(rule));
    standing = new Peer.Standing(at, nanos, offences, evidence);
    peer.raise(rule, standing);
    raisedByRule.merge(rule, 1L, Long::sum);
    raised.add(new Raised(peer.id, new Flag(rule, at, at, offences, evidence)));
    return true;
  }

  /** Time has passed: flags fall that are too old, and peers are let go that are long gone. */
  public void advance(long nowNanos) {
    follow(nowNanos);
    for (Peer peer : table.flagged()) {
      Map<Rule, Peer.Standing> flags = peer.flags;
      if (flags != null
          && flags
              .values()
              .removeIf(f -> nowNanos - f.lastSeenNanos > settings.expiry().toNanos())) {
        table.reconsider(peer);
      }
    }
    table.letGoUnseenSince(nowNanos - LET_GO_AFTER.toNanos());
  }

  /**
   * Says whether clients can be told apart. While they cannot, no client is flagged, and flags that
   * stand are not shown.
   */
  public void holdBackClients(boolean hold, Instant now) {
    if (heldBack == hold) {
      return;
    }
    heldBack = hold;
    if (!hold) {
      // What was held back and still lies within the window counts from now on.
      List<Peer> peers = new ArrayList<>();
      table.each(peers::add);
      for (Peer peer : peers) {
        for (Rule rule : Rule.values()) {
          if (peer.offended
              && peer.flag(rule) == null
              && peer.window.sum(pane(latestNanos), Rules.offences(rule)) > 0
              && judge(peer, rule, Map.of(), now, latestNanos)) {
            table.reconsider(peer);
          }
        }
      }
    }
  }

  /** Returns the flags raised since the last call. */
  public List<Raised> takeRaised() {
    List<Raised> taken = raised;
    raised = new ArrayList<>();
    return taken;
  }

  /** Returns the rules that one of a connection's two peers is flagged for now. */
  public List<Rule> flagsOf(Opening opening) {
    List<Rule> flags = new ArrayList<>(0);
    for (Sender side : Sender.values()) {
      Peer peer = table.find(id(opening, side));
      if (peer != null && peer.flags != null && shows(peer)) {
        peer.flags.keySet().stream().filter(rule -> !flags.contains(rule)).forEach(flags::add);
      }
    }
    Collections.sort(flags);
    return flags;
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
    return peer.view(latestNanos, settings, shows(peer));
  }

  private boolean shows(Peer peer) {
    return !(heldBack && peer.id.side() == Sender.CLIENT);
  }

  /** Returns how many peers are flagged now, by rule. */
  public Map<Rule, Integer> flagged() {
    Map<Rule, Integer> flagged = new EnumMap<>(Rule.class);
    for (Peer peer : table.flagged()) {
      if (peer.flags != null && shows(peer)) {
        peer.flags.keySet().forEach(rule -> flagged.merge(rule, 1, Integer::sum));
      }
    }
    return flagged;
  }

  /** Returns how many flags have been raised since the start, by rule. */
  public Map<Rule, Long> raisedByRule() {
    return new EnumMap<>(raisedByRule);
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
          long connections = peer.open + (long) peer.window.sum(pane(latestNanos), Tally.CLOSES);
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
    follow(nanos);
    Peer peer = table.touch(id, newId -> new Peer(newId, at, nanos));
    peer.lastSeen = at;
    peer.lastSeenNanos = nanos;
    return peer;
  }

  private void follow(long nanos) {
    if (baseNanos == null) {
      baseNanos = nanos;
      latestNanos = nanos;
    } else if (nanos - latestNanos > 0) {
      latestNanos = nanos;
    }
  }

  private int pane(long nanos) {
    return (int) Math.floorDiv(nanos - (baseNanos == null ? nanos : baseNanos), paneNanos);
  }

  private static PeerId id(Opening opening, Sender side) {
    return new PeerId(
        side, side == Sender.CLIENT ? opening.client().peer() : opening.service().peer());
  }

  private static long endNanos(CloseEvent event) {
    return event.opening().openedNanos() + event.durationNanos();
  }
}
