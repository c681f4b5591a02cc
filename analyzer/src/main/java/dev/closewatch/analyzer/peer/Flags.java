package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Raises flags, keeps them up, and lets them fall.
 *
 * <pre>
 *   offence, the rule fires ------------------> raised --- expiry after the last offence --> fallen
 *      \                                        ^    \---- many stand behind the peer ------> fallen
 *       \--- clients cannot be told apart ---> put aside
 * </pre>
 */
final class Flags {
  /** While more peers are flagged, further flags come without texts, which peers have chosen. */
  static final int MOST_WITH_DETAILS = 10_000;

  private final RuleSettings settings;
  private final Rules rules;
  private final PeerTable table;
  private final PaneClock clock;
  private final Map<Rule, Long> raisedByRule = new EnumMap<>(Rule.class);
  private List<Peers.Raised> raised = new ArrayList<>();
  private boolean heldBack;

  Flags(RuleSettings settings, PeerTable table, PaneClock clock) {
    this.settings = settings;
    this.table = table;
    this.clock = clock;
    rules = new Rules(settings);
  }

  /** Counts an offence, and raises or refreshes the flag if the rule fires with it. */
  void offended(Peer peer, Rule rule, Details details, Instant at, long nanos) {
    peer.window.add(clock.pane(nanos), Rules.offences(rule));
    boolean raised = false;
    if (!(rules.silencedByMany(rule) && peer.shared(clock.latestNanos(), settings))) {
      raised = judge(peer, rule, details, at, nanos);
    }
    if (peer.offends() || raised) {
      table.reconsider(peer);
    }
  }

  private boolean judge(Peer peer, Rule rule, Details details, Instant at, long nanos) {
    int part = peer.window.sum(clock.latestPane(), Rules.offences(rule));
    Tally wholeTally = Rules.whole(rule);
    int whole = wholeTally == null ? 0 : peer.window.sum(clock.latestPane(), wholeTally);
    Standing standing = peer.flag(rule);
    if (standing == null && rules.fires(rule, part, whole)) {
      Details kept = table.keptCount() < MOST_WITH_DETAILS ? details : null;
      standing = new Standing(part, whole, kept, at, nanos);
      peer.raise(rule, standing);
      if (shows(peer)) {
        tell(peer, rule, standing);
      }
      return true;
    }
    if (standing != null && rules.goesOn(rule, part, whole)) {
      standing.again(details, at, nanos);
      if (rules.fires(rule, part, whole)) {
        standing.figures(part, whole);
      }
    }
    return false;
  }

  /** Many stand behind the peer, as it turns out: what was counted may not have been of one. */
  void withdrawWhatWasCounted(Peer peer) {
    drop(peer, List.copyOf(peer.flags().keySet()).stream().filter(rules::silencedByMany).toList());
  }

  /** Time has passed: flags fall whose last offence is too long ago. */
  void expire(long nowNanos) {
    long oldest = nowNanos - settings.expiry().toNanos();
    for (Peer peer : table.kept()) {
      List<Rule> over = new ArrayList<>(0);
      peer.flags()
          .forEach(
              (rule, standing) -> {
                if (standing.lastBefore(oldest)) {
                  over.add(rule);
                }
              });
      drop(peer, over);
    }
  }

  private void drop(Peer peer, List<Rule> some) {
    if (!some.isEmpty()) {
      some.forEach(peer::drop);
      table.reconsider(peer);
    }
  }

  /** While clients cannot be told apart, their flags are put aside: kept up to date, not shown. */
  void holdBackClients(boolean hold) {
    heldBack = hold;
    if (!hold) {
      for (Peer peer : table.kept()) {
        peer.flags().forEach((rule, standing) -> tell(peer, rule, standing));
      }
    }
  }

  private void tell(Peer peer, Rule rule, Standing standing) {
    if (standing.tellOnce()) {
      raisedByRule.merge(rule, 1L, Long::sum);
      raised.add(new Peers.Raised(peer.id, flag(rule, standing)));
    }
  }

  private Flag flag(Rule rule, Standing standing) {
    Map<String, Object> evidence = rules.figures(rule, standing.part(), standing.whole());
    Details details = standing.details();
    if (details != null) {
      details.addTo(evidence);
    }
    return new Flag(rule, standing.firstSeen, standing.lastSeen(), standing.count(), evidence);
  }

  /** Returns the peer's flags, but those put aside. */
  List<Flag> of(Peer peer) {
    List<Flag> all = new ArrayList<>(0);
    if (shows(peer)) {
      peer.flags().forEach((rule, standing) -> all.add(flag(rule, standing)));
    }
    return List.copyOf(all);
  }

  /** Returns whether the peer's flags are not put aside. */
  boolean shows(Peer peer) {
    return !(heldBack && peer.id.side() == Sender.CLIENT);
  }

  /** Returns the flags raised since the last call. */
  List<Peers.Raised> takeRaised() {
    List<Peers.Raised> taken = raised;
    raised = new ArrayList<>();
    return taken;
  }

  /** Returns how many flags have been raised since the start, by rule. */
  Map<Rule, Long> raisedByRule() {
    return new EnumMap<>(raisedByRule);
  }

  /** Returns how many peers are flagged now, by rule. */
  Map<Rule, Integer> standing() {
    Map<Rule, Integer> standing = new EnumMap<>(Rule.class);
    for (Peer peer : table.kept()) {
      if (shows(peer)) {
        peer.flags().keySet().forEach(rule -> standing.merge(rule, 1, Integer::sum));
      }
    }
    return standing;
  }
}
