package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is remembered of one peer. */
final class Peer {
  private static final long CROWD_REMEMBERED_NANOS = Duration.ofHours(1).toNanos();

  final PeerId id;
  private final Instant firstSeen;
  private Instant lastSeen;
  private long lastSeenNanos;
  private long opened;
  private int open;
  private final KindCounts closes = new KindCounts();
  final SlidingCounts window = new SlidingCounts();
  final Returns returns = new Returns();
  private final UserAgents userAgents = new UserAgents();
  private long crowdedNanos;
  private boolean crowded;
  private boolean offended;
  private @Nullable Map<Rule, Standing> flags; // most peers have none

  Peer(PeerId id, Instant now, long nowNanos) {
    this.id = id;
    firstSeen = now;
    lastSeen = now;
    lastSeenNanos = nowNanos;
  }

  /** Something was told of it; what was earlier may be told later. */
  void seen(Instant at, long nanos) {
    if (nanos - lastSeenNanos > 0) {
      lastSeen = at;
      lastSeenNanos = nanos;
    }
  }

  long lastSeenNanos() {
    return lastSeenNanos;
  }

  int open() {
    return open;
  }

  void opened(int userAgent, long nowNanos, RuleSettings settings) {
    opened++;
    open++;
    if (id.side() == Sender.CLIENT) {
      userAgents.saw(userAgent, nowNanos, settings.sharedUserAgents());
      noteCrowd(nowNanos, settings);
    }
  }

  void closed(CloseKind kind, long nowNanos, RuleSettings settings) {
    noteCrowd(nowNanos, settings); // a crowd may leave that came long ago
    open = Math.max(0, open - 1);
    closes.add(kind);
  }

  /** A connection has opened that is not judged. */
  void openedUnjudged() {
    open++;
  }

  /** A connection has ended whose end is not judged. */
  void closedUnjudged() {
    open = Math.max(0, open - 1);
  }

  private void noteCrowd(long nowNanos, RuleSettings settings) {
    if (open >= settings.sharedOpen()) {
      crowded = true;
      crowdedNanos = nowNanos;
    }
  }

  /** Many people can stand behind one address; nobody stands behind an instance of the service. */
  boolean shared(long nowNanos, RuleSettings settings) {
    if (id.side() == Sender.SERVICE) {
      return false;
    }
    boolean lately = crowded && nowNanos - crowdedNanos <= CROWD_REMEMBERED_NANOS;
    return lately
        || open >= settings.sharedOpen()
        || userAgents.count(nowNanos) >= settings.sharedUserAgents();
  }

  /** Lets go of what can be of no use any more, so long after it was last seen. */
  void forgetWhatIsOver(long unseenNanos, long windowNanos, long returnsNanos) {
    if (unseenNanos > windowNanos) {
      window.clear();
    }
    if (unseenNanos > returnsNanos) {
      returns.clear();
    }
  }

  /** Something is held against it; returns whether that is new. */
  boolean offends() {
    boolean first = !offended;
    offended = true;
    return first;
  }

  boolean offended() {
    return offended;
  }

  boolean flagged() {
    return flags != null;
  }

  @Nullable Standing flag(Rule rule) {
    return flags == null ? null : flags.get(rule);
  }

  /** Returns its flags by rule, none in most cases. */
  Map<Rule, Standing> flags() {
    return flags == null ? Map.of() : flags;
  }

  void raise(Rule rule, Standing flag) {
    if (flags == null) {
      flags = new EnumMap<>(Rule.class);
    }
    flags.put(rule, flag);
  }

  void drop(Rule rule) {
    if (flags != null) {
      flags.remove(rule);
      if (flags.isEmpty()) {
        flags = null;
      }
    }
  }

  PeerView view(long nowNanos, RuleSettings settings, List<Flag> shownFlags) {
    return new PeerView(
        id,
        opened,
        open,
        closes.byKind(),
        shared(nowNanos, settings),
        firstSeen,
        lastSeen,
        shownFlags);
  }
}
