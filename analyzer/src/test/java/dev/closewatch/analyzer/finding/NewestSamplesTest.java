package dev.closewatch.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The newest samples, and of each peer its newest few. */
class NewestSamplesTest {
  private final NewestSamples<Numbered> samples = new NewestSamples<>(6);

  /** A sample that can be told from others. */
  private static final class Numbered extends NewestSamples.Sample {
    private final int number;

    Numbered(int number, String peer) {
      super(new Moment(Story.nanos(number), Story.wall(number)), peer);
      this.number = number;
    }
  }

  @Test
  void samples_ofOnePeer_areItsNewestFew() {
    add(1, "a");
    add(2, "b");
    add(3, "a");
    add(4, "a");
    add(5, "a");

    assertNumbers(2, 4, 5);
  }

  @Test
  void samples_moreThanThereIsRoomFor_areTheNewest() {
    for (int i = 1; i <= 9; i++) {
      add(i, "peer-" + i);
    }
    add(10, "peer-4");

    assertNumbers(5, 6, 7, 8, 9, 10);
  }

  @Test
  void samples_fromBeforeAMoment_areForgotten() {
    for (int i = 1; i <= 5; i++) {
      add(i, "peer-" + i % 2);
    }
    samples.forgetBefore(Story.nanos(4));
    add(6, "peer-0");

    assertNumbers(4, 5, 6);
  }

  @Test
  void peerThatWasForgotten_beginsAnew() {
    add(1, "a");
    add(2, "a");
    samples.forgetBefore(Story.nanos(3));
    add(3, "a");
    add(4, "a");

    assertNumbers(3, 4);
  }

  private void add(int number, String peer) {
    samples.add(new Numbered(number, peer), 2);
  }

  private void assertNumbers(Integer... numbers) {
    assertThat(samples.all()).extracting(sample -> sample.number).containsExactly(numbers);
  }
}
