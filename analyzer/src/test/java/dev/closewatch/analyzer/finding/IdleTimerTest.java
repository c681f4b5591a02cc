package dev.closewatch.analyzer.finding;

import static dev.closewatch.analyzer.vocabulary.FindingName.IDLE_TIMER;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When ends without a Close come from a timer, and which it is. */
class IdleTimerTest {
  private final Watch watch = new Watch();
  private final Random random = new Random(20_260_301);

  @Test
  void tenSilentConnections_endedAfter60Seconds_areATimer() {
    silentFor(60.02, 10, SERVICE);

    Finding finding = watch.onlyAt(300_000);
    assertThat(finding.name()).isEqualTo(IDLE_TIMER);
    assertThat(finding.route()).isEqualTo("chat");
    assertThat(finding.firstSeen()).isEqualTo(Story.wall(290_000));
    assertThat(finding.lastSeen()).isEqualTo(Story.wall(290_000));
    assertThat(finding.evidence())
        .containsEntry("seconds", 60L)
        .containsEntry("measure", "idle")
        .containsEntry("endedBy", "service")
        .containsEntry("how", "fin")
        .containsEntry("closes", 10L)
        .containsEntry("share", 1L)
        .containsEntry("peers", 10L)
        .containsEntry("medianSeconds", 60.02)
        .containsEntry(
            "defaultOf", List.of("nginx, proxy_read_timeout", "AWS Application Load Balancer"));
  }

  @Test
  void nine_areNot() {
    silentFor(60.02, 9, SERVICE);

    assertThat(watch.at(300_000)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "30.1, 30", "54.9, 55", "60.9, 60", "101.1, 100", "120, 120", "239.8, 240", "303, 300",
    "350.2, 350", "601, 600", "911, 900", "3620, 3600", "5.03, 5", "7.4, 7.5", "47.2, 47",
    "186, 185"
  })
  void aTimer_isNamedByTheValueThatItWasSetTo(double seconds, double named) {
    silentFor(seconds, 20, SERVICE);

    assertThat(((Number) watch.onlyAt(500_000).evidence().get("seconds")).doubleValue())
        .isEqualTo(named);
  }

  @Test
  void connectionsThatAreUsed_endedAtAnAge_areATimerOfAges() {
    for (int i = 0; i < 12; i++) {
      Story story = Story.of(i).lived(3600.4 + i % 3).silent(i * 1.7, i * 0.3);
      watch.ends(story.vanishes(SERVICE, TcpEndHow.RESET), 100_000 + i * 60_000L);
    }

    assertThat(watch.onlyAt(900_000).evidence())
        .containsEntry("seconds", 3600L)
        .containsEntry("measure", "age")
        .containsEntry("how", "reset");
  }

  @Test
  void aSilentService_whileTheClientPings_isATimerOfTheServicesSilence() {
    for (int i = 0; i < 12; i++) {
      Story story = Story.of(i).lived(100 + 31 * i).silent(random.nextInt(20), 60);
      watch.ends(story.vanishes(SERVICE), 100_000 + i * 10_000L);
    }

    assertThat(watch.onlyAt(300_000).evidence())
        .containsEntry("seconds", 60L)
        .containsEntry("measure", "service_idle");
  }

  @Test
  void aSilentClient_whileTheServiceSends_isATimerOfTheClientsSilence() {
    for (int i = 0; i < 12; i++) {
      Story story = Story.of(i).lived(100 + 31 * i).silent(30, random.nextInt(20) / 10.0);
      watch.ends(story.vanishes(SERVICE), 100_000 + i * 10_000L);
    }

    assertThat(watch.onlyAt(300_000).evidence()).containsEntry("measure", "client_idle");
  }

  @Test
  void whereAgeAndIdleTimeBothCluster_itIsTheIdleTime() {
    for (int i = 0; i < 12; i++) {
      watch.ends(Story.of(i).lived(60).silent(60, 60).vanishes(SERVICE), 100_000 + i * 10_000L);
    }

    assertThat(watch.onlyAt(300_000).evidence()).containsEntry("measure", "idle");
  }

  @Test
  void aTimer_amongManyOtherEnds_isFoundAndCounted() {
    for (int i = 0; i < 300; i++) {
      watch.ends(exponential(i, 120).vanishes(SERVICE), 100_000 + i * 1_000L);
    }
    for (int i = 0; i < 40; i++) {
      Story story = Story.of(i).lived(400 + i).silent(300.5, 300.5);
      watch.ends(story.vanishes(SERVICE), 100_000 + i * 7_000L);
    }

    Finding finding = watch.onlyAt(500_000);
    assertThat(finding.evidence()).containsEntry("seconds", 300L);
    assertThat((Long) finding.evidence().get("closes")).isBetween(40L, 46L);
  }

  @Test
  void endsOfTheClientsSide_fromThreePeers_areATimer() {
    for (int i = 0; i < 12; i++) {
      watch.ends(silent(i % 3, 60).vanishes(CLIENT), 100_000 + i * 10_000L);
    }

    assertThat(watch.onlyAt(300_000).evidence())
        .containsEntry("endedBy", "client")
        .containsEntry("peers", 3L);
  }

  @Test
  void endsOfTheClientsSide_fromTwoPeers_areTheirOwnHabit() {
    for (int i = 0; i < 100; i++) {
      watch.ends(silent(i % 2, 60).vanishes(CLIENT), 100_000 + i * 1_000L);
    }

    assertThat(watch.at(300_000)).isEmpty();
  }

  /** Two others by chance would make it three peers, were a peer not counted a few times only. */
  @Test
  void oneClientWithAHabit_amongOthers_isNoTimer() {
    for (int i = 0; i < 400; i++) {
      watch.ends(exponential(i, 100).vanishes(CLIENT), 100_000 + i * 1_000L);
      watch.ends(silent(7_000, 60).vanishes(CLIENT), 100_500 + i * 1_000L);
    }

    assertThat(watch.at(600_000)).isEmpty();
  }

  @Test
  void oneAddressThatHidesManyClients_isNoSingleClient() {
    watch.findings().identities(List.of(new Holding("10.0.0.1", 100)), 100, Story.wall(0));
    for (int i = 0; i < 12; i++) {
      watch.ends(silent(1, 60).vanishes(CLIENT), 100_000 + i * 10_000L);
    }

    assertThat(watch.at(300_000, IDLE_TIMER)).hasSize(1);
  }

  @Test
  void oneClientThatTheServiceCutsOff_isEnough() {
    for (int i = 0; i < 12; i++) {
      watch.ends(silent(1, 60).vanishes(SERVICE), 100_000 + i * 10_000L);
    }

    assertThat(watch.at(300_000, IDLE_TIMER)).hasSize(1);
  }

  @Test
  void oneBurst_ofConnectionsThatOpenedTogether_isNoTimer() {
    for (int i = 0; i < 19; i++) {
      watch.ends(silent(i, 60 + i * 0.02).vanishes(SERVICE), 100_000 + i * 20L);
    }
    for (int i = 0; i < 12; i++) {
      watch.ends(silent(i, 60.1).vanishes(SERVICE), 150_000 + i * 1_000L);
    }

    assertThat(watch.at(300_000)).isEmpty();
  }

  @Test
  void aMassClose_isNoTimer() {
    MassClose massClose =
        new MassClose(
            "chat",
            WayOfEnding.of(Story.of(1).vanishes(SERVICE).at(0)),
            Story.wall(100_000),
            30,
            30,
            30,
            1,
            30,
            0);
    for (int i = 0; i < 30; i++) {
      watch.endsInMassClose(silent(i, 60).vanishes(SERVICE), 100_000 + i * 5_000L, massClose);
    }

    assertThat(watch.at(300_000, IDLE_TIMER)).isEmpty();
  }

  @Test
  void closesThatCarryACode_areNone() {
    for (int i = 0; i < 30; i++) {
      watch.ends(silent(i, 60).closes(SERVICE, 1001), 100_000 + i * 5_000L);
    }

    assertThat(watch.at(300_000)).isEmpty();
  }

  @Test
  void timesUnderFourSeconds_areNone() {
    silentFor(3.5, 50, SERVICE);

    assertThat(watch.at(500_000)).isEmpty();
  }

  @Test
  void timersOfBothSides_areTwoFindings() {
    silentFor(60, 20, SERVICE);
    silentFor(350, 20, CLIENT);

    assertThat(watch.at(500_000))
        .extracting(finding -> finding.evidence().get("seconds"))
        .containsExactlyInAnyOrder(60L, 350L);
  }

  @Test
  void twoTimersOfOneSide_areTheCommonerOne() {
    silentFor(55, 20, SERVICE);
    silentFor(60, 30, SERVICE);

    assertThat(watch.onlyAt(500_000).evidence()).containsEntry("seconds", 60L);
  }

  @Test
  void aTimerThatWasFixed_isGoneAfterQuarterOfAnHour_andDoesNotHideAnother() {
    silentFor(60, 100, SERVICE); // until 1,090 s
    assertThat(watch.onlyAt(1_100_000).evidence()).containsEntry("seconds", 60L);
    for (int i = 0; i < 12; i++) {
      watch.ends(silent(i, 300).vanishes(SERVICE), 1_500_000 + i * 60_000L);
      watch.at(1_500_000 + i * 60_000L);
    }

    assertThat(watch.onlyAt(2_200_000).evidence()).containsEntry("seconds", 300L);
  }

  @Test
  void closesOfMoreThanAnHourAgo_countNoMore() {
    silentFor(60, 9, SERVICE); // from 200 s on
    assertThat(watch.at(3_000_000)).isEmpty();
    watch.ends(silent(1, 60).vanishes(SERVICE), 3_805_000);

    assertThat(watch.at(3_806_000)).isEmpty();
  }

  @Test
  void theTenth_withinAnHourOfTheFirst_completesIt() {
    silentFor(60, 9, SERVICE);
    watch.ends(silent(1, 60).vanishes(SERVICE), 3_790_000);

    assertThat(watch.at(3_791_000)).hasSize(1);
  }

  /** Many seeds each; a finding on any of them would be a false alarm in production every week. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "exponential",
        "uniform",
        "log-uniform",
        "log-normal",
        "young",
        "two kinds",
        "pinging"
      })
  void smoothTraffic_isNeverATimer(String shape) {
    for (long seed = 0; seed < 100; seed++) {
      Random seeded = new Random(seed);
      double scale = Math.exp(seeded.nextDouble() * Math.log(500)) * 4; // 4 s to 2,000 s
      int count = 10 + (int) Math.pow(10, 1 + 2.3 * seeded.nextDouble());
      Function<Random, Double> spread = spread(shape, scale);
      Watch fresh = new Watch();
      for (int i = 0; i < count; i++) {
        double lived = spread.apply(seeded);
        double clientIdle = Math.min(lived, spread.apply(seeded) / 3);
        double serviceIdle = Math.min(lived, spread.apply(seeded) / 5);
        Sender side = seeded.nextInt(3) == 0 ? CLIENT : SERVICE;
        Story story = Story.of(seeded.nextInt(1 + count / 3)).lived(lived);
        long at = 100_000 + i * 3_000_000L / count;
        fresh.ends(story.silent(clientIdle, serviceIdle).vanishes(side), at);
        if (i % 200 == 0) {
          assertThat(fresh.at(at)).as("%s, seed %d", shape, seed).isEmpty();
        }
      }
      assertThat(fresh.at(3_200_000)).as("%s, seed %d", shape, seed).isEmpty();
    }
  }

  private static Function<Random, Double> spread(String shape, double scale) {
    return switch (shape) {
      case "exponential" -> random -> -scale * Math.log(1 - random.nextDouble());
      case "uniform" -> random -> scale * random.nextDouble();
      case "log-uniform" -> random -> Math.exp(random.nextDouble() * Math.log(10 * scale));
      case "log-normal" -> random -> scale * Math.exp(0.3 * random.nextGaussian());
      case "young" -> random -> random.nextDouble() * random.nextDouble();
      case "two kinds" ->
          random ->
              random.nextInt(3) == 0
                  ? 0.05 * random.nextDouble()
                  : scale * (1 + 0.2 * random.nextGaussian());
      default -> random -> 25 * random.nextDouble(); // at any moment between two pings
    };
  }

  private void silentFor(double seconds, int count, Sender side) {
    for (int i = 0; i < count; i++) {
      watch.ends(
          silent(i, seconds).vanishes(side), 200_000 + i * 10_000L - (count == 100 ? 100_000 : 0));
    }
  }

  private static Story silent(int peer, double seconds) {
    return Story.of(peer).lived(seconds + 20 + peer * 13.0).silent(seconds, seconds);
  }

  private Story exponential(int peer, double meanSeconds) {
    double lived = -meanSeconds * Math.log(1 - random.nextDouble());
    return Story.of(1_000 + peer)
        .lived(lived)
        .silent(lived * random.nextDouble(), lived * random.nextDouble());
  }
}
