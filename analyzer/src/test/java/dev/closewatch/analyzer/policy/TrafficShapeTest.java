package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How messages are spread over time. */
class TrafficShapeTest {
  private static final long MILLIS = 1_000_000;
  private static final long SECOND = 1_000 * MILLIS;

  /** Any value but 0: a clock may start anywhere. */
  private static final long OPENED = -7 * SECOND + 3;

  private final TrafficShape shape = new TrafficShape(OPENED);

  @Test
  void sample_beforeAnyMessage_isEmpty() {
    assertThat(shape.sample(OPENED + 90 * SECOND))
        .isEqualTo(new TrafficSample(0, 0, 0, 0, 0, 0, null, 0, 90 * SECOND, null));
  }

  @Test
  void sample_withinTheFirstSecond_isExact() {
    message(Opcode.TEXT, 10, 100);
    message(Opcode.BINARY, 20, 700);

    assertThat(at(900))
        .isEqualTo(
            new TrafficSample(2, 2, 30, 30, 2, 30, Opcode.BINARY, 20, 900 * MILLIS, 200 * MILLIS));
  }

  @Test
  void sample_withinALaterSecond_takesAShareOfTheOneThatTheWindowCuts() {
    for (int i = 0; i < 40; i++) {
      message(Opcode.TEXT, 100, 1_010 + i * 20);
    }
    message(Opcode.TEXT, 100, 2_100);

    TrafficSample sample = at(2_250);
    assertThat(sample.messages1s()).isEqualTo(31); // 1 + 3/4 of 40
    assertThat(sample.bytes1s()).isEqualTo(3_100);
    assertThat(sample.messages10s()).isEqualTo(41);
  }

  @Test
  void messages_goOutOfTheWindows_asTimePasses() {
    message(Opcode.TEXT, 1, 0);
    message(Opcode.TEXT, 1, 5_000);

    assertThat(at(5_999).messages1s()).isEqualTo(1);
    assertThat(at(7_000).messages1s()).isZero();
    assertThat(at(9_000).messages10s()).isEqualTo(2);
    assertThat(at(10_999).messages10s()).isEqualTo(1);
    assertThat(at(15_000).messages10s()).isEqualTo(1);
    assertThat(at(16_000).messages10s()).isZero();
    assertThat(at(16_000).messages()).isEqualTo(2);
  }

  @Test
  void message_longAfterTheOthers_findsNothingOfThem() {
    for (int second = 0; second < 20; second++) {
      message(Opcode.TEXT, 5, second * 1_000L);
    }
    message(Opcode.TEXT, 5, 100_000);

    TrafficSample sample = at(100_000);
    assertThat(sample.messages10s()).isEqualTo(1);
    assertThat(sample.bytes10s()).isEqualTo(5);
    assertThat(sample.messages()).isEqualTo(21);
  }

  @Test
  void counts_ofOneSecond_stayAtTheirMaximum() {
    shape.message(Opcode.BINARY, Long.MAX_VALUE / 2, OPENED);
    shape.message(Opcode.BINARY, 1, OPENED);
    for (int i = 0; i < (1 << 24); i++) {
      shape.message(Opcode.TEXT, 0, OPENED);
    }

    TrafficSample sample = at(0);
    assertThat(sample.messages1s()).isEqualTo((1 << 24) - 1);
    assertThat(sample.bytes1s()).isEqualTo((1L << 40) - 1);
    assertThat(sample.messages()).isEqualTo((1 << 24) + 2);
  }

  @Test
  void averageBefore_theLastSecond_leavesItOut() {
    for (int second = 0; second < 10; second++) {
      message(Opcode.TEXT, 1, second * 1_000L);
      message(Opcode.TEXT, 1, second * 1_000L + 500);
    }
    for (int i = 0; i < 50; i++) {
      message(Opcode.TEXT, 1, 10_000 + i * 10);
    }

    assertThat(at(10_999).averageBefore()).isEqualTo(2, org.assertj.core.data.Offset.offset(0.01));
    assertThat(new TrafficShape(0).sample(SECOND).averageBefore()).isZero();
  }

  /** Whatever the cut, no fewer than in the seconds within the window, no more than in all. */
  @Test
  void sample_ofRandomTraffic_isBetweenTheSecondsWithinAndAllThatTheWindowTouches() {
    Random random = new Random(20_261_008);
    for (int round = 0; round < 200; round++) {
      TrafficShape random1 = new TrafficShape(OPENED);
      List<Long> times = new ArrayList<>();
      long now = OPENED;
      for (int i = 0; i < 300; i++) {
        now += (long) (Math.pow(random.nextDouble(), 8) * 15 * SECOND);
        random1.message(Opcode.TEXT, 3, now);
        times.add(now);
        long later = now + random.nextInt(3) * random.nextLong(4 * SECOND);
        TrafficSample sample = random1.sample(later);
        check(times, later, 1, sample.messages1s(), sample.bytes1s());
        check(times, later, 10, sample.messages10s(), sample.bytes10s());
      }
    }
  }

  private static void check(List<Long> times, long now, int seconds, long messages, long bytes) {
    long second = (now - OPENED) / SECOND;
    long within = 0;
    long touched = 0;
    for (long time : times) {
      long ago = second - (time - OPENED) / SECOND;
      within += ago < seconds ? 1 : 0;
      touched += ago <= seconds ? 1 : 0;
    }
    assertThat(messages).isBetween(within, touched);
    assertThat(bytes).isBetween(3 * within, 3 * touched);
  }

  private void message(Opcode opcode, long payloadBytes, long millis) {
    shape.message(opcode, payloadBytes, OPENED + millis * MILLIS);
  }

  private TrafficSample at(long millis) {
    return shape.sample(OPENED + millis * MILLIS);
  }
}
