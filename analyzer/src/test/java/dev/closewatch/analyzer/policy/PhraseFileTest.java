package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notation of the phrase file. */
class PhraseFileTest {
  @Test
  void phrase_ofWords_matchesThemInOrderWithNothingBetween() {
    PhraseBook book = book("rate: too many, flood");

    assertThat(cause(book, "Far too many of them")).isEqualTo(PolicyCause.RATE);
    assertThat(cause(book, "a FLOOD")).isEqualTo(PolicyCause.RATE);
    assertThat(cause(book, "too very many")).isNull();
    assertThat(cause(book, "many too")).isNull();
    assertThat(cause(book, "floods")).isNull();
  }

  @Test
  void star_behindABeginning_matchesAnyEnding() {
    PhraseBook book = book("auth: expir*");

    assertThat(cause(book, "it expired")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "expir")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "unexpired")).isNull();
  }

  @Test
  void dots_betweenWords_matchUpToThreeWordsOfTheSameSentence() {
    PhraseBook book = book("quota: too many ... connections");

    assertThat(cause(book, "too many connections")).isEqualTo(PolicyCause.QUOTA);
    assertThat(cause(book, "too many of those connections")).isEqualTo(PolicyCause.QUOTA);
    assertThat(cause(book, "too many a b c connections")).isEqualTo(PolicyCause.QUOTA);
    assertThat(cause(book, "too many a b c d connections")).isNull();
    assertThat(cause(book, "too many. Two connections")).isNull();
    assertThat(cause(book, "too many of them, connections")).isNull();
  }

  @Test
  void gap_inTheWayOfAPhraseThatStandsTogether_countsAgainstIt() {
    PhraseBook book = book("request: invalid ... channel", "auth: invalid token");

    assertThat(cause(book, "invalid token for channel")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "invalid my channel")).isEqualTo(PolicyCause.REQUEST);
  }

  @Test
  void list_inBrackets_matchesEachOfItsChoices() {
    PhraseBook book =
        book(
            "bad = bad, not valid",
            "bad = wrong*",
            "thing = key, pass word",
            "auth: [bad] [thing]");

    assertThat(cause(book, "bad key")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "not valid pass-word")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "wrongly key")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "not key")).isNull();
    assertThat(cause(book, "bad word")).isNull();
  }

  @Test
  void quotes_atEitherEnd_matchOnlyThere() {
    PhraseBook book = book("capacity: full\"", "auth: \"token\"", "rate: \"limit");

    assertThat(cause(book, "room full!")).isEqualTo(PolicyCause.CAPACITY);
    assertThat(cause(book, "full refund")).isNull();
    assertThat(cause(book, "token")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "a token")).isNull();
    assertThat(cause(book, "token stream")).isNull();
    assertThat(cause(book, "Limit: 5")).isEqualTo(PolicyCause.RATE);
    assertThat(cause(book, "no limit")).isNull();
  }

  @Test
  void hash_isAnyWordWithADigit() {
    PhraseBook book = book("timeout: within # seconds");

    assertThat(cause(book, "within 30 seconds")).isEqualTo(PolicyCause.TIMEOUT);
    assertThat(cause(book, "within x2 seconds")).isEqualTo(PolicyCause.TIMEOUT);
    assertThat(cause(book, "within few seconds")).isNull();
  }

  @Test
  void ignoredWords_inPhraseAndReason_areLeftOut() {
    PhraseBook book = book("ignored: the, is", "capacity: the room is full");

    assertThat(cause(book, "Room full")).isEqualTo(PolicyCause.CAPACITY);
    assertThat(cause(book, "the room is the full")).isEqualTo(PolicyCause.CAPACITY);
  }

  @Test
  void phrases_equallyLong_goByTheOrderOfTheCauses() {
    PhraseBook book = book("banned: abcd", "auth: efgh", "auth: same", "x = same", "rate: [x]");

    assertThat(cause(book, "abcd efgh")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "efgh abcd")).isEqualTo(PolicyCause.AUTH);
    assertThat(cause(book, "same")).isEqualTo(PolicyCause.RATE);
  }

  @Test
  void unknown_asLongAsAnother_wins() {
    PhraseBook book = book("rate: rate", "unknown: exchange rate, rate card, data");

    assertThat(cause(book, "rate")).isEqualTo(PolicyCause.RATE);
    assertThat(cause(book, "Exchange rate")).isEqualTo(PolicyCause.UNKNOWN);
    assertThat(cause(book, "rate data")).isEqualTo(PolicyCause.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello               | neither 'cause: phrases' nor 'list = words'",
        "rates: too many     | no cause named 'rates'",
        "rate:               | nothing behind the name",
        "bad = ,             | nothing behind the name",
        "rate: !!            | no word in '!!'",
        "bad = ??            | no word in '??'",
        "rate: [bad] token   | no list named 'bad' above",
        "auth: slow down     | 'slow down' is rate above already",
        "rate: too many ...  | a gap at an end of 'too many ...'",
        "rate: a ... b ... c ... d | more than two gaps in 'a ... b ... c ... d'"
      })
  void line_thatCannotBeRead_isNamedWithTheReason(String line, String message) {
    assertThatThrownBy(() -> book("# a comment", "rate: slow-down", line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 3: " + message);
  }

  @Test
  void shippedFile_hasEachCauseInItsOwnLines() {
    for (PolicyCause cause : PolicyCause.values()) {
      boolean isTold =
          cause == PolicyCause.UNKNOWN
              || ReasonCases.tuned().cases().stream()
                  .anyMatch(each -> each.expected() == cause && each.isRight());
      assertThat(isTold).as(cause.label()).isTrue();
    }
  }

  private static PhraseBook book(String... lines) {
    return PhraseFile.parse(Arrays.asList(lines));
  }

  private static @Nullable PolicyCause cause(PhraseBook book, String reason) {
    Finding finding = book.find(book.query(new ReasonText(reason)));
    return finding == null ? null : finding.cause();
  }

  @Test
  void parse_ofNoLines_isABookThatFindsNothing() {
    assertThat(cause(PhraseFile.parse(List.of()), "rate limit exceeded")).isNull();
  }
}
