package dev.closewatch.analyzer.finding;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Memory stays bounded, whatever peers do. */
class FindingsMemoryTest {
  private static final long MEGABYTE = 1 << 20;

  /** A route takes less than this; docs/findings.md promises it. */
  private static final long MOST_BYTES_OF_A_ROUTE = 10 * MEGABYTE;

  private static final List<ClientStack> STACKS =
      Stream.of(StackName.values())
          .flatMap(name -> Stream.of(Habit.values()).map(habit -> Stacks.stack(name, habit)))
          .toList();

  private final MassCloses massCloses = new MassCloses(FindingSettings.DEFAULTS);
  private final Findings findings = new Findings(FindingSettings.DEFAULTS);
  private final Random random = new Random(20_260_301);
  private long millis;

  @Test
  void peersInstancesAndStacks_ofAnyVariety_takeNoMoreThanTheBound() {
    hostile(1_000);
    settle(millis + 2_000);
    long before = usedBytes();
    hostile(100_000);
    settle(millis + 2_000);
    long after100Thousand = usedBytes();
    hostile(200_000);
    settle(millis + 2_000);
    long after300Thousand = usedBytes();

    allInstancesBad(200_000);
    settle(millis + 2_000);
    long afterAll = usedBytes();

    assertThat(after100Thousand - before).isLessThan(MOST_BYTES_OF_A_ROUTE);
    assertThat(afterAll - before).isLessThan(MOST_BYTES_OF_A_ROUTE);
    assertThat(after300Thousand - after100Thousand).isLessThan(MEGABYTE);
    assertThat(massCloses.held()).isZero();
    findings.advance(Story.nanos(millis + 10_000));
    assertThat(findings.standing().size()).isLessThan(100);
  }

  @Test
  void outliersOfOneRoute_areNamedUpToABound() {
    StandingFindings standing = new StandingFindings(1_000);
    for (int i = 0; i < 100_000; i++) {
      Moment last = new Moment(i, Story.wall(i));
      standing.show(
          FindingName.OUTLIER_INSTANCE, "chat", "echo-" + i, last.at(), last, new Evidence());
    }

    assertThat(standing.all())
        .hasSize(StandingFindings.MOST_SUBJECTS)
        .extracting(Finding::lastSeen)
        .contains(Story.wall(99_999))
        .doesNotContain(Story.wall(99_000));
  }

  @Test
  void textsOfPeers_inEvidence_areCut() {
    String name = "x".repeat(100_000);
    findings.identities(List.of(new Holding(name, 100)), 100, Story.wall(0));

    assertThat(findings.standing().get(0).evidence().toString()).hasSizeLessThan(400);
  }

  /** Each close another peer and instance, of any stack and way, at a random age. */
  private void hostile(int count) {
    for (int i = 0; i < count; i++) {
      millis += random.nextInt(20);
      ClientStack stack = STACKS.get(random.nextInt(STACKS.size()));
      Sender side = random.nextBoolean() ? CLIENT : SERVICE;
      int code = 1000 + random.nextInt(20);
      Story story =
          Story.of("a-peer-with-a-name-as-long-as-a-hash-would-be-" + random.nextLong())
              .through("instance-" + random.nextInt(100_000) + ":9000")
              .with(stack)
              .lived(random.nextDouble() * 500)
              .silent(random.nextDouble() * 100, random.nextDouble() * 100);
      massCloses.opened(story.opening(millis));
      massCloses.closed(
          switch (random.nextInt(3)) {
            case 0 -> story.vanishes(side).at(millis);
            case 1 -> story.closes(side, code, 0).at(millis);
            default -> story.closes(side, 0).at(millis);
          },
          random.nextInt(50));
      if (i % 100 == 0) {
        settle(millis);
      }
    }
  }

  /** As many instances as there is room for, each with as many bad ends as it keeps. */
  private void allInstancesBad(int count) {
    for (int i = 0; i < count; i++) {
      millis++;
      Story story =
          Story.of("a-peer-with-a-name-as-long-as-a-hash-would-be-" + random.nextLong())
              .through("instance-" + random.nextInt(1_000) + ":9000")
              .lived(random.nextDouble() * 500);
      massCloses.closed(story.vanishes(SERVICE).at(millis), 100_000);
      if (i % 100 == 0) {
        settle(millis);
      }
    }
  }

  private void settle(long untilMillis) {
    massCloses.settle(Story.nanos(untilMillis)).forEach(findings::closed);
    findings.advance(Story.nanos(untilMillis));
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
