package dev.closewatch.proxy.report;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.peer.Flag;
import dev.closewatch.analyzer.peer.PeerId;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.proxy.observe.ObservedClose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A few connections that show what a peer is flagged for, or just its latest ones. */
final class Examples {
  private static final int MOST = 5;

  private Examples() {}

  /**
   * Returns at most five, the newest first: in turn one for each flag, as long as there are any.
   *
   * @param closes of the peer, newest first
   */
  static List<CloseEvent> of(PeerId peer, List<Flag> flags, List<ObservedClose> closes) {
    Set<CloseEvent> chosen = new LinkedHashSet<>();
    for (int turn = 0; turn < MOST; turn++) {
      for (Flag flag : flags) {
        closes.stream()
            .map(ObservedClose::event)
            .filter(event -> !chosen.contains(event) && shows(flag.rule(), peer.side(), event))
            .findFirst()
            .filter(event -> chosen.size() < MOST)
            .ifPresent(chosen::add);
      }
    }
    if (flags.isEmpty()) {
      closes.stream().limit(MOST).forEach(close -> chosen.add(close.event()));
    }
    List<CloseEvent> newestFirst = new ArrayList<>(chosen);
    newestFirst.sort(Comparator.comparing(CloseEvent::closedAt).reversed());
    return newestFirst;
  }

  /** Returns whether a close looks like what the rule is about; the rule itself is stricter. */
  private static boolean shows(Rule rule, Sender side, CloseEvent event) {
    boolean started =
        event.initiator() == (side == Sender.CLIENT ? Initiator.CLIENT : Initiator.SERVICE);
    boolean endedTcp =
        event.initiator() == Initiator.NONE
            && event.tcpEnd().by() == (side == Sender.CLIENT ? TcpEndBy.CLIENT : TcpEndBy.SERVICE);
    return switch (rule) {
      case EMPTY_CLOSE_HABIT -> started && event.kind() == CloseKind.EMPTY;
      case POLICY_OFFENDER, POLICY_LOOP -> event.policy() != null && event.replier() == side;
      case ILLEGAL_CLOSE -> started && !event.kind().legal();
      case PROTOCOL_VIOLATOR -> event.violations().stream().anyMatch(v -> v.sender() == side);
      case VANISHER -> endedTcp;
      case IGNORES_CLOSE -> event.reply() == Reply.MISSING && event.replier() == side;
      case RECONNECT_STORM -> started || endedTcp;
    };
  }
}
