package dev.closewatch.proxy.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DailyNamesTest {
  private static final String ALICE = "203.0.113.7";

  private static DailyNames names(String key) {
    return new DailyNames(NameHash.key(key.getBytes(StandardCharsets.UTF_8)), Duration.ofHours(1));
  }

  private static Instant at(String text) {
    return Instant.parse("2026-03-" + text + "Z");
  }

  private final DailyNames names = names("the key of all replicas");

  @Test
  void of_aClient_isItsHashAndTheSameOnAllReplicas() {
    String name = names.of(ALICE, at("01T10:00:00"));

    assertThat(name).matches("address#[0-9a-f]{16}");
    assertThat(names("the key of all replicas").of(ALICE, at("01T23:00:00"))).isEqualTo(name);
    assertThat(names("another key for replicas").of(ALICE, at("01T10:00:00"))).isNotEqualTo(name);
    assertThat(names.of("203.0.113.8", at("01T10:00:00"))).isNotEqualTo(name);
    assertThat(names.of("sid#0123", at("01T10:00:00"))).startsWith("sid#");
  }

  @Test
  void of_aClientThatIsAwayOverMidnight_isAnotherNameEachDay() {
    Set<String> all = new HashSet<>();
    for (int day = 1; day <= 9; day++) {
      all.add(names.of(ALICE, at("0" + day + "T12:00:00")));
    }
    assertThat(all).hasSize(9);
  }

  @Test
  void of_aClientThatStaysOverMidnight_isItsNameOfYesterdayUntilItIsAway() {
    String yesterdays = names.of(ALICE, at("01T23:59:00"));

    assertThat(names.of(ALICE, at("02T00:01:00"))).isEqualTo(yesterdays);
    assertThat(names.of(ALICE, at("02T01:00:00"))).isEqualTo(yesterdays);
    assertThat(names.of(ALICE, at("02T01:59:59"))).isEqualTo(yesterdays);
    String todays = names.of(ALICE, at("02T03:00:00"));
    assertThat(todays).isNotEqualTo(yesterdays);
    assertThat(names.of(ALICE, at("02T03:00:01"))).isEqualTo(todays);
  }

  @Test
  void of_aClientThatIsAlwaysThere_isANameForTwoDaysAtMost() {
    Set<String> all = new HashSet<>();
    String first = names.of(ALICE, at("01T00:00:00"));
    Instant last = at("01T00:00:00");
    for (Instant now = last; now.isBefore(at("07T00:00:00")); now = now.plusSeconds(600)) {
      String name = names.of(ALICE, now);
      all.add(name);
      if (name.equals(first)) {
        last = now;
      }
    }
    assertThat(last).isAfter(at("02T12:00:00")).isBefore(at("03T00:00:00"));
    assertThat(all).hasSize(3);
  }

  @Test
  void of_aClientSeenLongBeforeMidnight_isNotHeldOver() {
    String yesterdays = names.of(ALICE, at("01T22:00:00"));

    assertThat(names.of(ALICE, at("02T00:00:01"))).isNotEqualTo(yesterdays);
  }

  /** Two event loops do not pass midnight in the same moment. */
  @Test
  void of_aTimeJustBeforeMidnightToldAfterIt_isHeldOverToo() {
    names.of("203.0.113.9", at("02T00:00:00"));
    String yesterdays = names.of(ALICE, at("01T23:59:59"));

    assertThat(names.of(ALICE, at("02T00:00:01"))).isEqualTo(yesterdays);
  }

  @Test
  void of_aClockThatJumps_isANameAllTheSame() {
    String before = names.of(ALICE, at("09T23:59:00"));
    assertThat(names.of(ALICE, at("01T12:00:00"))).isNotEqualTo(before);
    assertThat(names.of(ALICE, at("30T12:00:00"))).isNotEqualTo(before);
    assertThat(names.of(ALICE, at("09T23:59:00"))).isEqualTo(before);
  }
}
