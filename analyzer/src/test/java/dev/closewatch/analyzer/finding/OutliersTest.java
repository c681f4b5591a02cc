package dev.closewatch.analyzer.finding;

import static dev.closewatch.analyzer.vocabulary.FindingName.OUTLIER_INSTANCE;
import static dev.closewatch.analyzer.vocabulary.FindingName.OUTLIER_STACK;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.stack.ClientStacks;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which service instance, or which client stack, ends badly far more often than the rest. */
class OutliersTest {
  private final Watch watch = new Watch();
  private int peer;
  private long millis = 1_000;

  @Test
  void instance_thatEndsBadlyFiveTimesAsOftenAsTheRest_isAnOutlier() {
    instance("echo-1", 200, 8); // 4 %
    instance("echo-2", 200, 8);
    instance("echo-3", 100, 20); // 20 %

    Finding finding = watch.onlyAt(millis);
    assertThat(finding.name()).isEqualTo(OUTLIER_INSTANCE);
    assertThat(finding.route()).isEqualTo("chat");
    assertThat(finding.evidence())
        .containsExactly(
            entry("instance", "echo-3"),
            entry("closes", 100L),
            entry("bad", 20L),
            entry("share", 0.2),
            entry("restCloses", 400L),
            entry("restBad", 16L),
            entry("restShare", 0.04),
            entry("peers", 20L));
  }

  @Test
  void instance_thatEndsBadlyLessThanFiveTimesAsOften_isNone() {
    instance("echo-1", 200, 8);
    instance("echo-2", 200, 8);
    instance("echo-3", 101, 20); // 19.8 %

    assertThat(watch.at(millis)).isEmpty();
  }

  @Test
  void twentyClosesOfItsOwn_areNeeded() {
    instance("echo-1", 100, 1);
    instance("echo-2", 19, 19);
    assertThat(watch.at(millis)).isEmpty();

    instance("echo-2", 1, 1);
    assertThat(watch.at(millis + 1_000)).hasSize(1);
  }

  @Test
  void twentyClosesOfTheRest_areNeeded() {
    instance("echo-1", 19, 0);
    instance("echo-2", 100, 90);
    assertThat(watch.at(millis)).isEmpty();

    instance("echo-1", 1, 0);
    assertThat(watch.at(millis + 1_000)).hasSize(1);
  }

  @Test
  void fewBadEnds_whereTheRestHasNone_areNoOutlier() {
    instance("echo-1", 500, 0);
    instance("echo-2", 20, 4);
    assertThat(watch.at(millis)).isEmpty();

    instance("echo-2", 1, 1);
    assertThat(watch.at(millis + 1_000)).hasSize(1);
  }

  @Test
  void fewCloses_thatChanceMakesDiffer_areNoOutlier() {
    instance("echo-1", 20, 1);
    instance("echo-2", 20, 5);

    assertThat(watch.at(millis)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1011, 1012, 1013, 1014})
  void closesOfAServiceInTrouble_areBad(int code) {
    instance("echo-1", 100, 0);
    for (int i = 0; i < 20; i++) {
      watch.ends(next().through("echo-2").closes(SERVICE, code), millis);
    }

    assertThat(watch.at(millis)).hasSize(1);
  }

  @Test
  void otherCloses_areNotBad() {
    instance("echo-1", 100, 0);
    for (int i = 0; i < 20; i++) {
      watch.ends(next().through("echo-2").closes(SERVICE, 1001), millis);
      watch.ends(next().through("echo-2").closes(SERVICE, 1008), millis);
      watch.ends(next().through("echo-2").closes(SERVICE, 4000, 1002), millis);
      watch.ends(next().through("echo-2").closes(CLIENT, 1011), millis);
      watch.ends(next().through("echo-2").drained(), millis);
    }

    assertThat(watch.at(millis)).isEmpty();
  }

  @Test
  void closesOfAMassClose_doNotCount() {
    instance("echo-1", 100, 0);
    MassClose massClose =
        new MassClose(
            "chat",
            WayOfEnding.of(Story.of(1).vanishes(SERVICE).at(0)),
            Story.wall(0),
            50,
            50,
            50,
            1,
            50,
            0);
    for (int i = 0; i < 50; i++) {
      watch.endsInMassClose(next().through("echo-2").vanishes(SERVICE), millis, massClose);
    }

    assertThat(watch.at(millis, OUTLIER_INSTANCE)).isEmpty();
  }

  /** Of a rolling deploy over ten instances none is a mass close, for it is no third of all. */
  @Test
  void restartOfOneInstance_isNoOutlier() {
    for (int i = 0; i < 9; i++) {
      instance("echo-" + i, 40, 1);
    }
    instance("echo-9", 30, 2);
    for (int i = 0; i < 18; i++) {
      watch.ends(Story.of(i).lived(100).through("echo-9").vanishes(SERVICE), millis + i * 50L);
    }

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void connectionsThatFailOneAfterTheOther_areNoRestart_howeverFast() {
    instance("echo-1", 100, 0);
    for (int i = 0; i < 25; i++) {
      watch.ends(Story.of(i).lived(0.009).through("echo-2").vanishes(SERVICE), millis + i * 10L);
    }

    assertThat(watch.at(millis + 1_000)).hasSize(1);
  }

  @Test
  void instance_whereOneClientGoesAwayOnItsOwn_isNoOutlier() {
    instance("echo-1", 100, 0);
    instance("echo-2", 20, 2);
    for (int i = 0; i < 60; i++) {
      millis += 1_500;
      watch.ends(Story.of("bot").through("echo-2").vanishes(CLIENT), millis);
    }

    assertThat(watch.at(millis, OUTLIER_INSTANCE)).isEmpty();
  }

  @Test
  void instance_thatManyClientsGoAwayFrom_isAnOutlier() {
    instance("echo-1", 100, 0);
    for (int i = 0; i < 60; i++) {
      watch.ends(next().through("echo-2").vanishes(CLIENT), millis);
    }

    assertThat(watch.at(millis, OUTLIER_INSTANCE)).hasSize(1);
  }

  @Test
  void stack_thatEndsBadlyMoreOften_isAnOutlier() {
    stack(Stacks.CHROME, 200, 2);
    stack(Stacks.OKHTTP, 80, 16);

    Finding finding = watch.onlyAt(millis);
    assertThat(finding.name()).isEqualTo(OUTLIER_STACK);
    assertThat(finding.evidence())
        .containsEntry("stack", "okhttp")
        .containsEntry("share", 0.2)
        .containsEntry("restShare", 0.01)
        .containsEntry("peers", 16L);
  }

  @Test
  void stack_ofASingleClient_saysSo() {
    stack(Stacks.CHROME, 200, 2);
    for (int i = 0; i < 30; i++) {
      millis += 1_500;
      watch.ends(Story.of("bot").with(Stacks.JDK).vanishes(CLIENT), millis);
    }

    assertThat(watch.onlyAt(millis).evidence()).containsEntry("peers", 1L);
  }

  @Test
  void clientsWithoutAUserAgent_areAStackOfTheirOwn() {
    stack(Stacks.CHROME, 200, 2);
    stack(ClientStacks.shipped().of(null), 40, 20);

    assertThat(watch.onlyAt(millis).evidence()).containsEntry("stack", "unknown");
  }

  @Test
  void closesOfLongAgo_countNoMore() {
    instance("echo-1", 100, 1);
    instance("echo-2", 19, 15);
    millis += Watch.minutes(15);
    instance("echo-1", 100, 1);
    instance("echo-2", 1, 1);

    assertThat(watch.at(millis)).isEmpty();
  }

  @Test
  void outlier_thatWasRepaired_isGoneAQuarterOfAnHourAfterItsLastBadEnd() {
    instance("echo-1", 100, 1);
    instance("echo-2", 20, 20);
    long last = millis;
    assertThat(watch.at(last)).hasSize(1);
    millis += Watch.minutes(10);
    instance("echo-1", 100, 1);
    instance("echo-2", 100, 0);

    assertThat(watch.at(last + Watch.minutes(15))).hasSize(1);
    assertThat(watch.at(last + Watch.minutes(15.1))).isEmpty();
  }

  @Test
  void instancesOfDifferentRoutes_areNotCompared() {
    for (int i = 0; i < 100; i++) {
      watch.ends(next().on("chat").through("echo-1").closes(CLIENT, 1000), millis);
      watch.ends(next().on("feed").through("echo-2").vanishes(SERVICE), millis);
    }

    assertThat(watch.at(millis)).isEmpty();
  }

  /** All alike: whatever stands out does so by chance. */
  @Test
  void instancesThatAreAlike_areNeverOutliers() {
    for (long seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      Watch fresh = new Watch();
      double bad = Math.pow(10, -2.5 + 2 * random.nextDouble()); // 0.3 % to 30 %
      int instances = 2 + random.nextInt(30);
      for (int i = 0; i < 1_000; i++) {
        Story story =
            Story.of(random.nextInt(200))
                .lived(30 * random.nextDouble())
                .through("echo-" + random.nextInt(instances))
                .with(List.of(Stacks.CHROME, Stacks.OKHTTP, Stacks.JDK).get(random.nextInt(3)));
        long at = i * 700L;
        fresh.ends(random.nextDouble() < bad ? story.vanishes(SERVICE) : story, at);
        if (i % 5 == 0) {
          assertThat(fresh.at(at)).as("seed %d, %s bad", seed, bad).isEmpty();
        }
      }
    }
  }

  /** So many closes of this instance, the first of them bad, more than a second apart. */
  private void instance(String name, int count, int bad) {
    for (int i = 0; i < Math.max(count, bad); i++) {
      Story story = next().through(name);
      watch.ends(i < bad ? story.vanishes(SERVICE) : story.closes(CLIENT, 1000), millis);
    }
  }

  private void stack(ClientStack stack, int count, int bad) {
    for (int i = 0; i < count; i++) {
      Story story = next().with(stack);
      watch.ends(i < bad ? story.vanishes(CLIENT) : story.closes(CLIENT, 1000), millis);
    }
  }

  private Story next() {
    millis += 1_001;
    return Story.of(++peer);
  }
}
