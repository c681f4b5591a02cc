package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.policy.ReasonWords.Telling;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any text at all is read without a fault, and in bounded time. */
class ReasonWordsFuzzTest {
  private static final int MAX_REASON_BYTES = 123;
  private static final int TEXTS = 6_000;

  /** Measured at 1 to 25 us; a busy machine, a cold cache and an old CPU are allowed for. */
  private static final long MEDIAN_NANOS = 250_000;

  private final Random random = new Random(20_261_008);

  @Test
  void find_inAnyText_neverThrowsAndMatchesAPartOfIt() {
    for (int i = 0; i < TEXTS; i++) {
      String text = i % 2 == 0 ? anyText() : textOfKnownWords();
      Telling telling = ReasonWords.shipped().find(text);
      if (telling != null) {
        assertThat(telling.cause()).isNotEqualTo(PolicyCause.UNKNOWN);
        assertThat(telling.matched()).isNotBlank();
      }
    }
  }

  @Test
  void ownReason_madeOfAnUnmatchedReason_matchesIt() {
    for (int i = 0; i < 1_000; i++) {
      String text = i % 2 == 0 ? anyText() : textOfKnownWords();
      UnmatchedReasons unmatched = new UnmatchedReasons();
      unmatched.add(text);
      for (UnmatchedReasons.Row row : unmatched.rows()) {
        OwnReason own = new OwnReason(row.match(), PolicyCause.BANNED);
        Telling telling = ReasonWords.shipped().withOwn(List.of(own)).find(text);
        assertThat(telling).as(text).isNotNull();
        assertThat(telling.cause()).as(text).isEqualTo(PolicyCause.BANNED);
      }
    }
  }

  @Test
  void find_inTextsOfFullLength_takesBoundedTime() {
    List<String> hard =
        List.of(
            fullLength("no "),
            fullLength("invalid "),
            fullLength("too many "),
            fullLength("session "),
            fullLength("a "),
            fullLength("无"),
            fullLength("không "));
    long[] nanos = new long[2_000];
    for (int i = 0; i < 3 * nanos.length; i++) {
      String text = i % 3 == 0 ? hard.get(i / 3 % hard.size()) : textOfKnownWords();
      long before = cpuNanos();
      ReasonWords.shipped().find(text);
      nanos[i % nanos.length] = cpuNanos() - before;
    }
    Arrays.sort(nanos);
    assertThat(nanos[nanos.length / 2]).isLessThan(MEDIAN_NANOS);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private String anyText() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(MAX_REASON_BYTES + 1);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x3000);
            case 2 -> random.nextInt(0x1_0000); // lone surrogates as well
            default -> random.nextInt(Character.MAX_CODE_POINT + 1);
          });
    }
    return text.toString();
  }

  private String textOfKnownWords() {
    List<ReasonCases.Case> cases = KNOWN.cases();
    StringBuilder text = new StringBuilder();
    while (bytes(text) < MAX_REASON_BYTES) {
      String reason = cases.get(random.nextInt(cases.size())).reason();
      int from = random.nextInt(reason.length());
      text.append(reason, from, from + random.nextInt(reason.length() - from + 1)).append(' ');
    }
    while (bytes(text) > MAX_REASON_BYTES) {
      text.setLength(text.length() - 1);
    }
    return text.toString();
  }

  private static final ReasonCases KNOWN = ReasonCases.tuned();

  private static String fullLength(String part) {
    StringBuilder text = new StringBuilder(part);
    while (bytes(text) + part.getBytes(StandardCharsets.UTF_8).length <= MAX_REASON_BYTES) {
      text.append(part);
    }
    return text.toString();
  }

  private static int bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
