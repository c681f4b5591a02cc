package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.FakeClock;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Memory is bounded, whatever peers do. The bytes that docs/peers.md names are measured here: what
 * the heap holds more, after garbage collections, once so many peers are remembered.
 */
class PeersMemoryTest {
  private static final int MEASURED_PEERS = 50_000;
  private static final int MEASURED_WORST = 2_000;

  /** As docs/peers.md has them; measured ones are lower. */
  private static final int STRANGER_BYTES = 500;

  private static final int USUAL_BYTES = 650;
  private static final int FLAGGED_BYTES = 900;
  private static final int WORST_BYTES = 5_000;
  private static final int BURST_BYTES = 300;
  private static final int WORST_TEXTS_BYTES = 8_000;

  @Test
  void stranger_withAConnectionOpen_takesFewBytes() {
    assertBytes("a stranger", MEASURED_PEERS, STRANGER_BYTES, Story::begins, this::connect);
  }

  @Test
  void peer_withOneClose_takesFewBytes() {
    CloseEvent like = aClose(1000);
    assertBytes(
        "one close",
        MEASURED_PEERS,
        USUAL_BYTES,
        Story::begins,
        (story, i) -> ends(story, i, like));
  }

  @Test
  void peer_withOneFlag_takesFewBytes() {
    CloseEvent like = aClose(1005);
    assertBytes(
        "one flag",
        MEASURED_PEERS,
        FLAGGED_BYTES,
        Story::begins,
        (story, i) -> {
          ends(story, i, like);
          story.peers.takeRaised();
        });
  }

  @Test
  void peer_atItsWorst_isBounded() {
    assertBytes(
        "the worst",
        MEASURED_WORST,
        WORST_BYTES,
        () -> new Worst(Flags.MOST_WITH_DETAILS),
        Worst::add);
  }

  @Test
  void peer_atItsWorstWithTheLongestTexts_isBounded() {
    assertBytes(
        "the worst, with the longest texts",
        MEASURED_WORST,
        WORST_BYTES + WORST_TEXTS_BYTES,
        () -> new Worst(0),
        Worst::add);
  }

  @Test
  void burstOfConnections_onceItIsOver_takesFewBytes() {
    long minute = ofSeconds(60).toNanos();
    assertBytes(
        "returns after a burst",
        MEASURED_WORST,
        BURST_BYTES,
        ArrayList<Returns>::new,
        (bursts, number) -> {
          Returns returns = new Returns();
          for (int i = 0; i < Returns.MOST_OPENINGS; i++) {
            returns.opened(i, number, 1);
          }
          returns.opened(2 * minute, number, 1);
          bursts.add(returns);
        });
  }

  @Test
  void millionHostilePeers_pushOutEachOther_andNoGuiltyOne() {
    Story story = Story.begins();
    for (int i = 0; i < 50; i++) {
      story.client("guilty-" + i).runs(HOME_MADE).times(10, ofMillis(10), Visitor::vanishes);
    }
    story.later(ofSeconds(1));
    Map<Rule, Integer> flagged = story.peers.flagged();
    assertThat(flagged).isEqualTo(Map.of(Rule.VANISHER, 50));
    long before = usedBytes();

    CloseEvent harmless = aClose(1000);
    CloseEvent vanished = story.client("x").connects().ends(CLIENT, FIN).ends(SERVICE, FIN).event();
    int million = 1_000_000;
    for (int i = 0; i < million; i++) {
      ends(story, i, i % 2 == 0 ? harmless : vanished);
      if (i % 1_000 == 0) {
        story.later(ofMillis(10));
      }
    }

    int most = RuleSettings.DEFAULTS.maxPeers();
    assertThat(story.peers.tracked()).isEqualTo(most);
    assertThat(story.peers.forgotten())
        .as("all but those, the service and x")
        .isEqualTo(50 + 1 + 1 + million - most);
    assertThat(story.peers.flagged()).isEqualTo(flagged);
    assertThat(story.view("guilty-0").opened()).isEqualTo(10);
    assertThat(usedBytes() - before).isLessThan((long) most * USUAL_BYTES);
  }

  @Test
  void fullTable_ofFlaggedPeersOnly_forgetsTheLongestUnseen() {
    Story story = Story.under(Settings.with().maxPeers(100).build());
    for (int i = 0; i < 150; i++) {
      story.client("bot-" + i).runs(JDK).closes(1005);
      story.later(ofMillis(10));
    }

    assertThat(story.peers.tracked()).isEqualTo(100);
    assertThat(story.peers.forgotten()).isEqualTo(51);
    assertThat(story.peers.flagged()).isEqualTo(Map.of(Rule.ILLEGAL_CLOSE, 99));
    assertThat(story.view(new PeerId(SERVICE, "service-1")).opened()).isEqualTo(150);
    assertThat(story.peers.view(new PeerId(CLIENT, "bot-50"))).isNull();
    assertThat(story.view("bot-51").flags()).hasSize(1);
  }

  private interface Setup<T> {
    T begin();
  }

  private interface Step<T> {
    void add(T to, int number);
  }

  private static <T> void assertBytes(
      String what, int peers, int most, Setup<T> setup, Step<T> step) {
    step.add(setup.begin(), 0); // loads classes
    T measured = setup.begin();
    long before = usedBytes();
    for (int i = 0; i < peers; i++) {
      step.add(measured, i);
    }
    long bytes = (usedBytes() - before) / peers;
    assertThat(measured).isNotNull(); // and so not collected before
    assertThat(bytes).as(what).isBetween(most / 4L, (long) most);
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private void connect(Story story, int number) {
    story.opened(client(story, number).opening());
  }

  private static Visitor client(Story story, int number) {
    String network =
        Integer.toHexString(number >>> 16) + ":" + Integer.toHexString(number & 0xFFFF);
    return story.client("2001:db8:" + network + "::/64");
  }

  private static CloseEvent aClose(int code) {
    return Story.begins()
        .client("x")
        .runs(HOME_MADE)
        .connects()
        .client(sends -> sends.close(code))
        .service(sends -> sends.close(code))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .event();
  }

  /** A connection of a new client that ends like another one. */
  private static void ends(Story story, int number, CloseEvent like) {
    String userAgent = "acme-bot/2.1 (+http://bot.example/why) run " + number;
    Opening opening = client(story, number).runs(HOME_MADE).names(userAgent).opening();
    CloseEvent event = Closes.like(like, opening);
    story.peers.opened(opening);
    story.peers.closed(event);
    story.peers.settled(event, false);
  }

  /** Peers with everything that can be remembered of one. */
  private static final class Worst {
    private static final int PANES = SlidingCounts.PANES;
    private final FakeClock clock = FakeClock.startingAnywhere();
    private final PaneClock panes = new PaneClock(RuleSettings.DEFAULTS.window());
    private final PeerTable table = new PeerTable(RuleSettings.DEFAULTS.maxPeers());
    private final Flags flags = new Flags(RuleSettings.DEFAULTS, table, panes);

    /** Has so many flagged peers already, which are small. */
    Worst(int others) {
      panes.follow(clock.nanos());
      for (int i = 0; i < others; i++) {
        table.touch(
            new PeerId(SERVICE, "other-" + i), id -> new Peer(id, clock.now(), clock.nanos()));
      }
    }

    void add(int number) {
      long nanos = clock.nanos();
      PeerId id = new PeerId(CLIENT, longest(number, "0", 64));
      Peer peer = table.touch(id, made -> new Peer(made, clock.now(), nanos));
      peer.seen(clock.now().plusNanos(1), nanos + 1);
      peer.opened(number + 1, nanos, RuleSettings.DEFAULTS);
      for (CloseKind kind : CloseKind.values()) {
        peer.opened(number, nanos, RuleSettings.DEFAULTS);
        peer.closed(kind, nanos, RuleSettings.DEFAULTS);
      }
      for (int pane = panes.latestPane() - PANES + 1; pane <= panes.latestPane(); pane++) {
        for (Tally tally : Tally.values()) {
          for (int i = 0; i < 10; i++) {
            peer.window.add(pane, tally);
          }
        }
      }
      for (int i = 0; i < Returns.MOST_OPENINGS; i++) {
        peer.returns.ended(Returns.After.STORM, nanos + i, number, 1);
        peer.returns.opened(nanos - i, number, 1);
      }
      for (Rule rule : Rule.values()) {
        flags.offended(peer, rule, longestDetails(number), clock.now().plusNanos(1), nanos);
      }
      assertThat(peer.flags()).hasSize(Rule.values().length);
      flags.takeRaised();
    }

    private static Details longestDetails(int number) {
      return new Details(
          "default",
          longest(number, "u", 256),
          longest(number, "0", 40),
          List.of(
              "lastCause", "rate", "lastReason", longest(number, "\u0103" + "r".repeat(122), 122)));
    }

    /** Returns a text of its own. */
    private static String longest(int number, String fill, int chars) {
      return (number + fill.repeat(chars)).substring(0, chars);
    }
  }
}
