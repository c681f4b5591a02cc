package dev.closewatch.analyzer.finding;

import static dev.closewatch.analyzer.vocabulary.FindingName.CODE_STRIPPING;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * When something between the peers takes the codes out of Closes. A code of 0 is an empty Close.
 */
class StrippedClosesTest {
  private final Watch watch = new Watch();
  private int peer;
  private long millis;

  @Test
  void emptyCloses_ofStacksThatAlwaysSendACode_areStripped() {
    closes(7, Stacks.OKHTTP, CLIENT, 0, 0);
    closes(3, Stacks.JDK, CLIENT, 0, 0);
    closes(20, Stacks.JDK, CLIENT, 1000, 1000);

    Finding finding = watch.onlyAt(millis + 1_000);
    assertThat(finding.name()).isEqualTo(CODE_STRIPPING);
    assertThat(finding.evidence())
        .containsEntry("side", "client")
        .containsEntry("closes", "first")
        .containsEntry("empty", 10L)
        .containsEntry("withCode", 20L)
        .containsEntry("share", 0.333)
        .containsEntry("peers", 10L)
        .containsEntry("stacks", List.of("okhttp", "jdk"));
  }

  @Test
  void nineOfThem_areNot() {
    closes(9, Stacks.OKHTTP, CLIENT, 0, 0);

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void lessThanAThird_areNot() {
    closes(10, Stacks.OKHTTP, CLIENT, 0, 0);
    closes(21, Stacks.OKHTTP, CLIENT, 1000, 1000);

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void emptyCloses_ofStacksThatSendThemByDefault_areNot() {
    closes(100, Stacks.CHROME, CLIENT, 0, 0);

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void oneOddClient_andTheFewErrorsOfOthers_areNot() {
    for (int i = 0; i < 500; i++) {
      millis += 1_000;
      watch.ends(Story.of("odd").with(Stacks.OKHTTP).closes(CLIENT, 0), millis);
    }
    closes(4, Stacks.OKHTTP, CLIENT, 0, 0);

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void twoOddClients_areNot() {
    for (int i = 0; i < 100; i++) {
      millis += 1_000;
      watch.ends(Story.of("odd-" + i % 2).with(Stacks.OKHTTP).closes(CLIENT, 0), millis);
    }

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void clientsBehindOneAddress_areStripped() {
    watch.findings().identities(List.of(new Holding("10.0.0.1", 100)), 100, Story.wall(0));
    for (int i = 0; i < 10; i++) {
      watch.ends(Story.of("10.0.0.1").with(Stacks.OKHTTP).closes(CLIENT, 0), 1_000L * i);
    }

    assertThat(watch.at(20_000, CODE_STRIPPING)).hasSize(1);
  }

  @Test
  void emptyAnswersOfClients_toCodes_areStripped() {
    closes(10, Stacks.CHROME, SERVICE, 1008, 0);
    closes(20, Stacks.CHROME, SERVICE, 1008, 1008);

    assertThat(watch.onlyAt(millis + 1_000).evidence())
        .containsEntry("side", "client")
        .containsEntry("closes", "answer")
        .containsEntry("empty", 10L)
        .containsEntry("withCode", 20L)
        .containsEntry("stacks", List.of("chrome"));
  }

  @Test
  void emptyAnswersOfTheService_toCodes_areStripped_evenIfOneClientShowsIt() {
    for (int i = 0; i < 10; i++) {
      watch.ends(Story.of(1).with(Stacks.CHROME).closes(CLIENT, 4000, 0), 1_000L * i);
    }

    assertThat(watch.onlyAt(20_000).evidence())
        .containsEntry("side", "service")
        .containsEntry("closes", "answer")
        .containsEntry("peers", 1L);
  }

  @Test
  void answersWithAnotherCode_areNot() {
    closes(50, Stacks.CHROME, SERVICE, 1012, 1002);
    closes(50, Stacks.CHROME, CLIENT, 1001, 1000);

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void emptyAnswers_toEmptyOrIllegalCloses_areNot() {
    closes(50, Stacks.CHROME, SERVICE, 0, 0);
    closes(50, Stacks.CHROME, CLIENT, 0, 0);
    closes(50, Stacks.CHROME, SERVICE, 1005, 0);

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  /** Firefox answers an illegal Close with an empty one, and both sides may close at once. */
  @Test
  void emptyClosesThatCrossACode_areNoAnswers() {
    for (int i = 0; i < 50; i++) {
      watch.ends(Story.of(i).with(Stacks.CHROME).closes(SERVICE, 1001, 0).crossed(), 1_000L * i);
    }

    assertThat(watch.at(60_000)).isEmpty();
  }

  @Test
  void closesOfMoreThanAnHourAgo_countNoMore() {
    closes(9, Stacks.OKHTTP, CLIENT, 0, 0);
    watch.at(millis);
    millis += Watch.minutes(60);
    closes(1, Stacks.OKHTTP, CLIENT, 0, 0);

    assertThat(watch.at(millis + 1_000)).isEmpty();
  }

  @Test
  void finding_aQuarterOfAnHourAfterTheLastOne_isGone() {
    closes(10, Stacks.OKHTTP, CLIENT, 0, 0);
    watch.at(millis);

    assertThat(watch.at(millis + Watch.minutes(15))).hasSize(1);
    closes(1, Stacks.OKHTTP, CLIENT, 1000, 1000);
    assertThat(watch.at(millis + Watch.minutes(15.1))).isEmpty();
  }

  /** Applications that name no code now and then, and answers that cross. */
  @Test
  void ordinaryTraffic_isNeverStripped() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Watch fresh = new Watch();
      for (int i = 0; i < 500; i++) {
        Story story =
            Story.of(random.nextInt(60))
                .with(random.nextInt(3) == 0 ? Stacks.OKHTTP : Stacks.CHROME);
        int odd = random.nextInt(10);
        fresh.ends(
            random.nextBoolean()
                ? story.closes(CLIENT, odd == 0 ? 0 : 1000, odd < 2 ? 0 : 1000)
                : story.closes(SERVICE, 1008, odd == 0 ? 0 : 1008),
            1_000L * i);
        assertThat(fresh.at(1_000L * i)).as("seed %d", seed).isEmpty();
      }
    }
  }

  private void closes(int count, ClientStack stack, Sender by, int code, int answer) {
    for (int i = 0; i < count; i++) {
      millis += 1_000;
      watch.ends(Story.of(++peer).with(stack).closes(by, code, answer), millis);
    }
  }
}
