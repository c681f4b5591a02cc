package dev.closewatch.analyzer.finding;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.finding.FindingSettings.MassClosing;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which closes are one of many that ended together, and when that is known. */
class MassClosesTest {
  private static final WayOfEnding SERVICE_VANISHED =
      new WayOfEnding(Initiator.NONE, CloseKind.ABNORMAL, TcpEndBy.SERVICE);

  private MassCloses closes = new MassCloses(FindingSettings.DEFAULTS);
  private final List<Settled> settled = new ArrayList<>();

  @Test
  void closes_of20PeersAndAThirdOfTheOpenOnesInASecond_areAllMarked() {
    vanish(20, 60, 10_000, 50);

    settleUntil(20_000);
    assertThat(settled).hasSize(20).allMatch(Settled::partOfMassClose);
    MassClose last = lastMassClose();
    assertThat(last.way()).isEqualTo(SERVICE_VANISHED);
    assertThat(last.at()).isEqualTo(Story.wall(10_000));
    assertThat(last.closes()).isEqualTo(20);
    assertThat(last.peers()).isEqualTo(20);
    assertThat(last.openBefore()).isEqualTo(60);
    assertThat(last.shareOfOpen()).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(last.closesInAll()).isEqualTo(20);
    assertThat(last.lastedNanos()).isEqualTo(950_000_000);
  }

  @Test
  void closes_of19Peers_areNone() {
    vanish(19, 19, 10_000, 10);
    closes.closed(Story.of(3).vanishes(SERVICE).at(10_300), 0);

    settleUntil(20_000);
    assertThat(settled).hasSize(20).noneMatch(Settled::partOfMassClose);
  }

  @Test
  void closes_ofLessThanAThirdOfTheOpenOnes_areNone() {
    vanish(20, 61, 10_000, 10);

    settleUntil(20_000);
    assertThat(settled).hasSize(20).noneMatch(Settled::partOfMassClose);
  }

  @Test
  void closes_overMoreThanASecond_areNone() {
    vanish(20, 20, 10_000, 53); // the last one 1,007 ms after the first

    settleUntil(20_000);
    assertThat(settled).hasSize(20).noneMatch(Settled::partOfMassClose);
  }

  @Test
  void closes_ofDifferentWays_areNone() {
    for (int i = 0; i < 30; i++) {
      Story story = Story.of(i);
      CloseEvent event =
          switch (i % 3) {
            case 0 -> story.vanishes(SERVICE).at(10_000 + i);
            case 1 -> story.vanishes(CLIENT).at(10_000 + i);
            default -> story.closes(SERVICE, 1001).at(10_000 + i);
          };
      closes.closed(event, 29 - i);
    }

    settleUntil(20_000);
    assertThat(settled).hasSize(30).noneMatch(Settled::partOfMassClose);
  }

  @Test
  void closes_ofDifferentRoutes_areNone() {
    for (int i = 0; i < 30; i++) {
      closes.closed(Story.of(i).on("route-" + i % 2).vanishes(SERVICE).at(10_000 + i), 14 - i / 2);
    }

    settleUntil(20_000);
    assertThat(settled).hasSize(30).noneMatch(Settled::partOfMassClose);
  }

  @Test
  void others_thatEndMeanwhileInAnotherWay_areNotMarked() {
    vanish(25, 40, 10_000, 10);
    closes.closed(Story.of(100).closes(CLIENT, 1000).at(10_100), 14);
    closes.closed(Story.of(101).vanishes(CLIENT).at(10_120), 13);

    settleUntil(20_000);
    assertThat(settled).filteredOn(Settled::partOfMassClose).hasSize(25);
    assertThat(settled)
        .filteredOn(close -> !close.partOfMassClose())
        .extracting(close -> close.event().opening().client().peer())
        .containsExactly("peer-100", "peer-101");
  }

  @Test
  void closesBeforeAndBehind_inTheSameSecondAsEnough_areMarkedToo() {
    closes.closed(Story.of(100).vanishes(SERVICE).at(8_900), 101);
    closes.closed(Story.of(101).vanishes(SERVICE).at(9_500), 100);
    vanish(50, 100, 10_000, 10); // the third of the 101 has ended at 10,330
    closes.closed(Story.of(102).vanishes(SERVICE).at(11_000), 49);
    closes.closed(Story.of(103).vanishes(SERVICE).at(12_500), 48);

    settleUntil(20_000);
    assertThat(settled)
        .filteredOn(close -> !close.partOfMassClose())
        .extracting(close -> close.event().opening().client().peer())
        .containsExactly("peer-100", "peer-103");
  }

  @Test
  void clientsThatComeBackAtOnce_areNotTakenForOpenBefore() {
    for (int i = 0; i < 40; i++) {
      closes.closed(Story.of(i).vanishes(SERVICE).at(10_000 + i * 20), 99);
      closes.opened(Story.of(i).lived(0).opening(10_010 + i * 20));
    }

    settleUntil(20_000);
    assertThat(settled).hasSize(40).allMatch(Settled::partOfMassClose);
    assertThat(lastMassClose().openBefore()).isBetween(98L, 105L); // 50 ms of openings at most
  }

  @Test
  void aClose_isHeldForASecondAndNotLonger() {
    closes.closed(Story.of(1).vanishes(CLIENT).at(10_000), 5);

    assertThat(closes.settle(Story.nanos(11_100))).isEmpty();
    assertThat(closes.held()).isEqualTo(1);
    assertThat(closes.settle(Story.nanos(11_101))).hasSize(1);
    assertThat(closes.held()).isZero();
  }

  @Test
  void closesOutOfOrder_within100Milliseconds_areMarkedAndReleasedInOrder() {
    for (long seed = 0; seed < 200; seed++) {
      closes = new MassCloses(FindingSettings.DEFAULTS);
      settled.clear();
      Random random = new Random(seed);
      List<long[]> ends = new ArrayList<>(); // moment, arrival, peer
      for (int i = 0; i < 30; i++) {
        long moment = 10_000L + random.nextInt(1000);
        ends.add(new long[] {moment, moment + random.nextInt(99), i});
      }
      ends.sort(Comparator.comparingLong(end -> end[1]));
      int open = 60;
      for (long[] end : ends) {
        settled.addAll(closes.settle(Story.nanos(end[1])));
        closes.closed(Story.of((int) end[2]).vanishes(SERVICE).at(end[0]), --open);
      }
      settleUntil(20_000);

      assertThat(settled).as("seed %d", seed).hasSize(30).allMatch(Settled::partOfMassClose);
      assertThat(settled)
          .as("seed %d", seed)
          .extracting(close -> close.event().closedAt())
          .isSorted();
    }
  }

  @Test
  void aCloseFarTooLate_countsWhenItComes() {
    settleUntil(20_000);
    closes.closed(Story.of(1).vanishes(CLIENT).at(10_000), 5);

    assertThat(closes.settle(Story.nanos(20_500))).isEmpty();
    assertThat(closes.settle(Story.nanos(21_001))).hasSize(1);
  }

  @Test
  void aDeployOverSeveralSeconds_isOneMassClose() {
    vanish(300, 300, 10_000, 10);

    settleUntil(30_000);
    assertThat(settled).hasSize(300).allMatch(Settled::partOfMassClose);
    MassClose last = lastMassClose();
    assertThat(last.at()).isEqualTo(Story.wall(10_000));
    assertThat(last.closesInAll()).isEqualTo(300);
    assertThat(last.lastedNanos()).isEqualTo(Duration.ofMillis(2_990).toNanos());
    assertThat(last.closes()).isEqualTo(101);
  }

  @Test
  void anotherDeployAMinuteLater_isAnotherMassClose() {
    vanish(30, 30, 10_000, 10);
    settleUntil(69_000);
    vanish(40, 40, 70_000, 10);

    settleUntil(90_000);
    assertThat(settled).hasSize(70).allMatch(Settled::partOfMassClose);
    assertThat(lastMassClose().at()).isEqualTo(Story.wall(70_000));
    assertThat(lastMassClose().closesInAll()).isEqualTo(40);
  }

  /** Where connections live for a second, far more than a third of them ends each second. */
  @Test
  void shortConnections_allTheTime_areOrdinary() {
    for (int i = 0; i < 6_000; i++) {
      long moment = i * 10L;
      closes.opened(Story.of(i % 500).lived(0).opening(moment));
      closes.closed(Story.of(i % 500).lived(1).closes(CLIENT, 1000).at(moment), 100);
      settled.addAll(closes.settle(Story.nanos(moment)));
    }
    settled.removeIf(close -> close.event().closedAt().isBefore(Story.wall(10_000)));
    assertThat(settled).hasSizeGreaterThan(4_500).noneMatch(Settled::partOfMassClose);

    settled.clear();
    vanish(60, 100, 60_000, 10);
    settleUntil(70_000);
    assertThat(settled).filteredOn(Settled::partOfMassClose).hasSize(60);
  }

  /** Compared with every second that there is, closes told in random order of random size. */
  @Test
  void marks_onRandomTraffic_areThoseOfTheDefinition() {
    int marked = 0;
    MassClosing defaults = MassClosing.DEFAULTS;
    MassClosing asDefined =
        new MassClosing(
            defaults.window(),
            defaults.leastPeers(),
            defaults.leastShare(),
            0,
            defaults.lateness(),
            defaults.mostHeld());
    for (long seed = 0; seed < 200; seed++) {
      closes = new MassCloses(with(asDefined));
      settled.clear();
      Random random = new Random(seed);
      List<CloseEvent> events = new ArrayList<>();
      int count = 60 + random.nextInt(60);
      for (int i = 0; i < count; i++) {
        // Different milliseconds: what is open "before" would be unclear within one.
        long moment = 10_000 + i * 37L + random.nextInt(30) + (i > count / 2 ? 900 : 0);
        Story story = Story.of(random.nextInt(40));
        events.add(
            (random.nextInt(4) == 0 ? story.vanishes(CLIENT) : story.vanishes(SERVICE)).at(moment));
      }
      int open = count + random.nextInt(40);
      List<Integer> openAfter = new ArrayList<>();
      for (CloseEvent event : events) {
        openAfter.add(--open);
        closes.closed(event, open);
      }
      settleUntil(20_000);
      List<Boolean> expected = model(events, openAfter);
      marked += Collections.frequency(expected, true);

      assertThat(settled)
          .as("seed %d", seed)
          .extracting(Settled::partOfMassClose)
          .isEqualTo(expected);
    }
    assertThat(marked).isGreaterThan(500);
  }

  @Test
  void moreThanFit_areReleasedEarlyTheOldestFirst() {
    int most = FindingSettings.DEFAULTS.massClosing().mostHeld();
    for (int i = 0; i < 3 * most; i++) {
      closes.closed(Story.of(i).vanishes(CLIENT).at(10_000), 1_000_000);
      assertThat(closes.held()).isLessThanOrEqualTo(most);
    }

    assertThat(closes.settle(Story.nanos(10_000))).hasSize(2 * most);
    assertThat(closes.held()).isEqualTo(most);
  }

  /** Of the biggest deploys the first closes go unmarked; that it was one is still known. */
  @Test
  void aMassCloseOfMoreThanFit_isStillSeen() {
    int most = FindingSettings.DEFAULTS.massClosing().mostHeld();
    for (int i = 0; i < 5 * most; i++) {
      closes.closed(Story.of(i).vanishes(SERVICE).at(10_000 + i / 1_000), 5L * most - i - 1);
    }

    settleUntil(20_000);
    assertThat(settled).hasSize(5 * most);
    assertThat(lastMassClose().closesInAll()).isEqualTo(5L * most);
    assertThat(settled).filteredOn(Settled::partOfMassClose).hasSizeGreaterThan(3 * most);
  }

  @Test
  void routeThatFloods_doesNotPushOutTheOthers() {
    closes.closed(Story.of(1).on("quiet").vanishes(CLIENT).at(10_000), 3);
    settled.addAll(closes.settle(Story.nanos(10_200)));
    for (int i = 0; i < 100_000; i++) {
      closes.closed(Story.of(i).on("loud").vanishes(CLIENT).at(10_300), 1_000_000);
    }

    assertThat(closes.settle(Story.nanos(10_500)))
        .isNotEmpty()
        .noneMatch(close -> close.event().opening().route().equals("quiet"));
  }

  /** So many of the service's ends, so many milliseconds apart, of so many open ones. */
  private void vanish(int count, int open, long fromMillis, long everyMillis) {
    for (int i = 0; i < count; i++) {
      closes.closed(Story.of(i).vanishes(SERVICE).at(fromMillis + i * everyMillis), open - i - 1);
    }
  }

  private void settleUntil(long millis) {
    settled.addAll(closes.settle(Story.nanos(millis)));
  }

  private MassClose lastMassClose() {
    MassClose last = null;
    for (Settled close : settled) {
      last = close.massClose() == null ? last : close.massClose();
    }
    assertThat(last).isNotNull();
    return requireNonNull(last);
  }

  private static FindingSettings with(MassClosing massClosing) {
    FindingSettings defaults = FindingSettings.DEFAULTS;
    return new FindingSettings(
        defaults.lifetime(),
        massClosing,
        defaults.idleTimer(),
        defaults.codeStripping(),
        defaults.outlier(),
        defaults.identity());
  }

  /** The words of the definition, with every pair of closes for the ends of a second. */
  private static List<Boolean> model(List<CloseEvent> events, List<Integer> openAfter) {
    List<Boolean> marks = new ArrayList<>(Collections.nCopies(events.size(), false));
    for (int last = 0; last < events.size(); last++) {
      List<Integer> second = new ArrayList<>();
      int ended = 0;
      for (int i = 0; i <= last; i++) {
        if (!events.get(i).closedAt().isBefore(events.get(last).closedAt().minusSeconds(1))) {
          ended++;
          if (WayOfEnding.of(events.get(i)).equals(WayOfEnding.of(events.get(last)))) {
            second.add(i);
          }
        }
      }
      long peers =
          second.stream().map(i -> events.get(i).opening().client().peer()).distinct().count();
      int openBefore = openAfter.get(last) + ended;
      if (peers >= 20 && second.size() * 3 >= openBefore) {
        second.forEach(i -> marks.set(i, true));
      }
    }
    return marks;
  }
}
