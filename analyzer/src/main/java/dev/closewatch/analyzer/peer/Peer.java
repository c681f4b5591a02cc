package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is remembered of one peer. */
@SuppressWarnings("EnumOrdinal") // indexes that never leave this object
final class Peer {
  private static final long CROWD_REMEMBERED_NANOS = Duration.ofHours(1).toNanos();

  /** A flag that stands, or has been put aside while identities are not to be trusted. */
  static final class Standing {
    final Instant firstSeen;
    Instant lastSeen;
    long lastSeenNanos;
    long count;
    Map<String, Object> evidence;

    Standing(Instant now, long nowNanos, long count, Map<String, Object> evidence) {
      firstSeen = now;
      lastSeen = now;
      lastSeenNanos = nowNanos;
      this.count = count;
      this.evidence = evidence;
    }
  }

  final PeerId id;
  final Instant firstSeen;
  Instant lastSeen;
  long lastSeenNanos;
  long opened;
  int open;
  private final int[] closesByKind = new int[CloseKind.values().length];
  final SlidingCounts window = new SlidingCounts();
  final Returns returns = new Returns();
  private final UserAgents userAgents = new UserAgents();
  private long crowdedNanos;
  private boolean crowded;
  boolean offended;
  @Nullable Map<Rule, Standing> flags; // most peers have none

  Peer(PeerId id, Instant now, long nowNanos) {
    this.id = id;
    firstSeen = now;
    lastSeen = now;
    lastSeenNanos = nowNanos;
  }

  void opened(int userAgent, long nowNanos, RuleSettings settings) {
    opened++;
    open++;
    if (id.side() == Sender.CLIENT) {
      userAgents.saw(userAgent, nowNanos, settings.sharedUserAgents());
      if (open >= settings.sharedOpen()) {
        crowded = true;
        crowdedNanos = nowNanos;
      }
    }
  }

  void closed(CloseKind kind) {
    closesByKind[kind.ordinal()]++;
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

  boolean flagged() {
    return flags != null && !flags.isEmpty();
  }

  @Nullable Standing flag(Rule rule) {
    return flags == null ? null : flags.get(rule);
  }

  void raise(Rule rule, Standing flag) {
    if (flags == null) {
      flags = new EnumMap<>(Rule.class);
    }
    flags.put(rule, flag);
  }

  List<Flag> flagList() {
    List<Flag> list = new ArrayList<>();
    if (flags != null) {
      flags.forEach(
          (rule, f) -> list.add(new Flag(rule, f.firstSeen, f.lastSeen, f.count, f.evidence)));
    }
    return list;
  }

  PeerView view(long nowNanos, RuleSettings settings, boolean showFlags) {
    Map<CloseKind, Long> closes = new EnumMap<>(CloseKind.class);
    for (CloseKind kind : CloseKind.values()) {
      int count = closesByKind[kind.ordinal()];
      if (count > 0) {
        closes.put(kind, Integer.toUnsignedLong(count));
      }
    }
    return new PeerView(
        id,
        opened,
        open,
        closes,
        shared(nowNanos, settings),
        firstSeen,
        lastSeen,
        showFlags ? flagList() : List.of());
  }
}
