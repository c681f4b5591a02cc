package dev.closewatch.analyzer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.FakeClock;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What peers do, told in order, and who is flagged for it. Each connection is real bytes through a
 * real analyzer; only the clock is not.
 *
 * <pre>{@code
 * Story story = Story.begins();
 * Visitor bot = story.client("203.0.113.7").runs(JDK);
 * bot.times(10, Visitor::closesEmpty);
 * story.accuses("client 203.0.113.7 empty_close_habit");
 * }</pre>
 *
 * <p>A close is settled a second after its end, as the driver does it, when time has passed by so
 * much: {@link #later}.
 */
final class Story {
  static final Duration SETTLES_AFTER = Duration.ofSeconds(1);

  private record Unsettled(CloseEvent event, boolean massClose, long dueNanos) {}

  final FakeClock clock = FakeClock.startingAnywhere();
  final Peers peers;
  private final Deque<Unsettled> unsettled = new ArrayDeque<>();
  private int connections;

  private Story(RuleSettings settings) {
    peers = new Peers(settings);
    peers.advance(clock.nanos());
  }

  static Story begins() {
    return under(RuleSettings.DEFAULTS);
  }

  static Story under(RuleSettings settings) {
    return new Story(settings);
  }

  /** A client that sends no User-Agent and talks to {@code service-1}. */
  Visitor client(String peer) {
    return new Visitor(this, peer);
  }

  String nextConnection() {
    return "c-" + ++connections;
  }

  /** Time passes, and what is due is settled at its moment. */
  Story later(Duration time) {
    long endNanos = clock.nanos() + time.toNanos();
    while (!unsettled.isEmpty() && endNanos - unsettled.getFirst().dueNanos() >= 0) {
      Unsettled due = unsettled.removeFirst();
      clock.advanceNanos(Math.max(0, due.dueNanos() - clock.nanos()));
      peers.settled(due.event(), due.massClose());
    }
    clock.advanceNanos(endNanos - clock.nanos());
    peers.advance(clock.nanos());
    return this;
  }

  void opened(Opening opening) {
    peers.opened(opening);
  }

  void closed(CloseEvent event, boolean massClose) {
    peers.closed(event);
    unsettled.addLast(new Unsettled(event, massClose, clock.nanos() + SETTLES_AFTER.toNanos()));
  }

  /** Asserts that exactly these flags stand: side, peer and rule, a peer's in the rules' order. */
  Story accuses(String... flags) {
    later(SETTLES_AFTER);
    assertThat(flags()).as("%s", clock).containsExactlyInAnyOrder(flags);
    return this;
  }

  Story accusesNobody() {
    return accuses();
  }

  /** Asserts that nobody is flagged by this rule, whatever else there is. */
  void accusesNobodyOf(Rule rule) {
    later(SETTLES_AFTER);
    assertThat(peers.raisedByRule()).as("%s", clock).doesNotContainKey(rule);
  }

  List<String> flags() {
    Comparator<PeerView> byName = Comparator.comparing(view -> view.id().toString());
    return peers.views(view -> true, byName, Integer.MAX_VALUE - 1).stream()
        .flatMap(
            view ->
                view.flags().stream()
                    .map(
                        flag ->
                            view.id().side().label()
                                + " "
                                + view.id().name()
                                + " "
                                + flag.rule().label()))
        .toList();
  }

  /** Returns what is remembered of a client. */
  PeerView view(String client) {
    return view(new PeerId(Sender.CLIENT, client));
  }

  PeerView view(PeerId id) {
    PeerView view = peers.view(id);
    assertThat(view).as("%s is remembered", id).isNotNull();
    return view;
  }

  /** Returns the flag that a client has by this rule. */
  Flag flag(String client, Rule rule) {
    return view(client).flags().stream()
        .filter(flag -> flag.rule() == rule)
        .findFirst()
        .orElseThrow(() -> new AssertionError(client + " is not flagged for " + rule.label()));
  }
}
