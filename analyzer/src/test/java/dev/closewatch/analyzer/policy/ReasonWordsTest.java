package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.policy.ReasonText.Word;
import dev.closewatch.analyzer.policy.ReasonWords.Telling;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cause of a policy close by the words of its reason. */
class ReasonWordsTest {
  private static final double RIGHT_PERCENT = 85;
  private static final double WRONG_PERCENT = 3;

  @Test
  void tunedCases_read_areMostlyRightAndHardlyWrong() {
    ReasonCases cases = ReasonCases.tuned();

    assertThat(cases.cases()).hasSizeGreaterThan(1_000);
    assertThat(cases.rightPercent()).isGreaterThan(RIGHT_PERCENT);
    assertThat(cases.wrongPercent()).isLessThan(WRONG_PERCENT);
  }

  @Test
  void holdoutCases_read_areMostlyRightAndHardlyWrong() {
    ReasonCases cases = ReasonCases.holdout();

    assertThat(cases.cases()).hasSizeGreaterThan(300);
    assertThat(cases.rightPercent()).isGreaterThan(RIGHT_PERCENT);
    assertThat(cases.wrongPercent()).isLessThan(WRONG_PERCENT);
  }

  /** A reason in both files would make the holdout worthless. */
  @Test
  void cases_ofBothFiles_areDifferentReasons() {
    Set<List<String>> seen = new HashSet<>();
    for (ReasonCases cases : List.of(ReasonCases.tuned(), ReasonCases.holdout())) {
      for (ReasonCases.Case each : cases.cases()) {
        List<String> words = words(each.reason());
        boolean isNew = words.isEmpty() || seen.add(words);
        assertThat(isNew).as(each.reason()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "policy violation",
        "1008",
        "bye",
        "error",
        "closed by server",
        "separate",
        "operate",
        "fulfil",
        "accelerated",
        "authority",
        "original",
        "banner",
        "capacitor",
        "tokenizer",
        ""
      })
  void reason_thatIsVague_tellsNothing(String reason) {
    assertThat(ReasonWords.shipped().find(reason)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RATE_LIMIT_EXCEEDED",
        "rateLimitExceeded",
        "rate-limit-exceeded",
        "Rate limit exceeded!",
        "error.rate.limit.exceeded",
        "ＲＡＴＥ limit exceeded",
        "[429] RateLimitExceeded"
      })
  void reason_inAnySpelling_hasTheSameWords(String reason) {
    assertThat(find(reason).cause()).isEqualTo(PolicyCause.RATE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Token không hợp lệ",
        "TOKEN KHÔNG HỢP LỆ",
        "Token khong hop le",
        "Token kho\u0302ng ho\u031b\u0323p le\u0323\u0302"
      })
  void vietnamese_withAndWithoutDiacritics_isTheSame(String reason) {
    assertThat(find(reason).cause()).isEqualTo(PolicyCause.AUTH);
  }

  /** What each of them says with fewer words would be something else. */
  @ParameterizedTest
  @CsvSource({
    "invalid token, AUTH",
    "invalid message, CONTENT",
    "token rate limit exceeded, RATE",
    "too many connections, QUOTA",
    "too many clients, CAPACITY",
    "authentication required, AUTH",
    "authentication timeout, TIMEOUT",
    "session expired, AUTH",
    "session replaced, CONFLICT",
    "session timeout, TIMEOUT",
    "message rate exceeded, RATE",
    "message too large, SIZE",
    "message queue full, SLOW_CONSUMER",
    "slow down, RATE",
    "slow client, SLOW_CONSUMER",
    "server full, CAPACITY",
    "buffer full, SLOW_CONSUMER",
    "upgrade your client, OUTDATED",
    "upgrade your plan, QUOTA",
    "forbidden, AUTH",
    "forbidden origin, ORIGIN",
    "forbidden word, CONTENT",
    "user not found, REQUEST",
    "user blocked, BANNED"
  })
  void reason_ofSeveralMatches_theLongestWins(String reason, PolicyCause cause) {
    assertThat(find(reason).cause()).isEqualTo(cause);
  }

  @Test
  void matched_isThePartOfTheReasonThatTellsIt() {
    assertThat(find("Sorry: Token đã hết hạn, tạm biệt").matched()).isEqualTo("Token đã hết hạn");
    assertThat(find("[ws] RATE_LIMIT_EXCEEDED (7)").matched()).isEqualTo("RATE_LIMIT_EXCEEDED");
  }

  @Test
  void ownReason_beforeAnyShippedPhrase_wins() {
    ReasonWords words =
        ReasonWords.shipped()
            .withOwn(
                List.of(
                    new OwnReason("limit", PolicyCause.QUOTA),
                    new OwnReason("E# weight", PolicyCause.RATE),
                    new OwnReason("code #", PolicyCause.CONTENT),
                    new OwnReason("policy violation", PolicyCause.BANNED),
                    new OwnReason("rate limit exceeded by far", PolicyCause.SIZE)));

    assertThat(words.find("Rate limit exceeded")).isEqualTo(telling(PolicyCause.QUOTA, "limit"));
    assertThat(words.find("CODE-17")).isEqualTo(telling(PolicyCause.CONTENT, "CODE-17"));
    assertThat(words.find("Policy Violation"))
        .isEqualTo(telling(PolicyCause.BANNED, "Policy Violation"));
    assertThat(words.find("rate_limit_exceeded_by_far"))
        .isEqualTo(telling(PolicyCause.SIZE, "rate_limit_exceeded_by_far"));
    assertThat(words.find("Token expired").cause()).isEqualTo(PolicyCause.AUTH);
  }

  @Test
  void ownReason_thatSaysUnknown_keepsTheShippedPhrasesFromTelling() {
    ReasonWords words =
        ReasonWords.shipped().withOwn(List.of(new OwnReason("idle", PolicyCause.UNKNOWN)));

    assertThat(words.find("Idle timeout")).isEqualTo(telling(PolicyCause.UNKNOWN, "Idle"));
  }

  @Test
  void ownReason_withoutAWord_isRefused() {
    assertThatThrownBy(() -> new OwnReason("!!! ...", PolicyCause.RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no letter and no digit in '!!! ...'");
  }

  private static Telling find(String reason) {
    Telling telling = ReasonWords.shipped().find(reason);
    assertThat(telling).as(reason).isNotNull();
    return telling;
  }

  private static Telling telling(PolicyCause cause, String matched) {
    return new Telling(cause, matched);
  }

  private static List<String> words(String reason) {
    return new ReasonText(reason).words().stream().map(Word::text).toList();
  }
}
