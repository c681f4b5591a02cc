package dev.closewatch.analyzer.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notation of the file of stacks. */
class StackFileTest {
  @Test
  void names_severalInALine_mustAllBeThere() {
    ClientStacks stacks = stacks("A B | go | ab | usual | | empty");

    assertThat(product(stacks, "a/1 b/2")).isEqualTo("ab");
    assertThat(product(stacks, "x (b; a)")).isEqualTo("ab");
    assertThat(product(stacks, "a/1")).isEqualTo("other");
    assertThat(product(stacks, "a/b")).isEqualTo("other");
    assertThat(product(stacks, "ab")).isEqualTo("other");
  }

  @Test
  void line_firstThatFits_wins() {
    ClientStacks stacks =
        stacks("A B | go | both | usual | | empty", "A | go | a | usual | | empty");

    assertThat(product(stacks, "a b")).isEqualTo("both");
    assertThat(product(stacks, "a")).isEqualTo("a");
  }

  @Test
  void star_behindABeginning_fitsAnyEnding() {
    ClientStacks stacks = stacks("Vert.x* | go | v | usual | | empty");

    assertThat(product(stacks, "Vert.x")).isEqualTo("v");
    assertThat(product(stacks, "vert.x-webclient/5")).isEqualTo("v");
    assertThat(product(stacks, "xVert.x")).isEqualTo("other");
  }

  @Test
  void quotes_aroundAName_fitTheWholeUserAgent() {
    ClientStacks stacks = stacks("\"no de\" | go | n | usual | | empty");

    assertThat(product(stacks, "No de")).isEqualTo("n");
    assertThat(product(stacks, "no de/20")).isEqualTo("other");
    assertThat(product(stacks, "a no de")).isEqualTo("other");
  }

  @Test
  void traits_areThoseOfTheLine() {
    List<StackFile.Row> rows =
        StackFile.parse(
            List.of(
                "A | go | a | usual | browser | empty",
                "B | go | b | unusual | answers by application | a code is required"));

    assertThat(rows.get(0).stack().browser()).isTrue();
    assertThat(rows.get(0).stack().answersByApplication()).isFalse();
    assertThat(rows.get(1).stack().browser()).isFalse();
    assertThat(rows.get(1).stack().answersByApplication()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "A | go | a | usual | empty          ! 5 columns and not 6",
        "A | go | a | usual | | empty | x    ! 7 columns and not 6",
        "A | go | a | usual | |              ! nothing in column 6",
        " | go | a | usual | | empty         ! nothing in column 1",
        "A | gone | a | usual | | empty      ! no such word as 'gone'",
        "A | go | a | often | | empty        ! no such word as 'often'",
        "A | go | a | usual | fast | empty   ! 'fast' is nothing that a stack can be",
      })
  void line_thatCannotBeRead_isNamedWithTheReason(String line, String message) {
    assertThatThrownBy(() -> stacks("# a comment", "", line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 3: " + message);
  }

  @ParameterizedTest
  @CsvSource({"*", "a/1", "(a", "é"})
  void name_thatNoUserAgentCanHave_isRefused(String name) {
    assertThatThrownBy(() -> stacks(name + " | go | a | usual | | empty"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + name + "' is no name");
  }

  @Test
  void shippedFile_hasNoLineTwice() {
    assertThat(
            StackFile.read().stream().map(row -> row.userAgent().toLowerCase(Locale.ROOT)).toList())
        .doesNotHaveDuplicates();
    assertThat(StackFile.read().stream().map(row -> row.stack().product()).toList())
        .doesNotHaveDuplicates();
  }

  private static ClientStacks stacks(String... lines) {
    return new ClientStacks(StackFile.parse(Arrays.asList(lines)));
  }

  private static String product(ClientStacks stacks, String userAgent) {
    return stacks.of(userAgent).product();
  }
}
