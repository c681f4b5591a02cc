package dev.closewatch.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way from {@link Main}, in a terminal that knows nothing but ASCII. */
class ExplainCommandTest {
  private record Answer(int exitCode, String out, String err) {}

  private static Answer explain(String line) {
    String[] arguments = ("explain " + line).strip().split(" ");
    Charset terminal = StandardCharsets.US_ASCII;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            arguments,
            Map.of(),
            new PrintStream(out, false, terminal),
            new PrintStream(err, true, terminal));
    return new Answer(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void explain_oneCode_isItsPage() {
    Answer answer = explain("1008");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out())
        .startsWith("1008 Policy Violation\n")
        .containsSubsequence(
            "\nWhat it means\n",
            "\nWhen you see this code\n",
            "\nHow to fix it\n",
            "\nWhen to send it\n",
            "\nOn the wire\n",
            "\nWho has to act\n",
            "\nHow closewatch counts it\n  code=\"1008\", kind=\"policy\"\n");
  }

  @Test
  void explain_twoCodes_isTheirComparison() {
    assertThat(explain("1005 1008").out())
        .startsWith("1005 No Status Received vs 1008 Policy Violation\n")
        .contains("\nKey differences\n", "\nWhen to use which\n");
    assertThat(explain("4001 3001 --lang=en").out())
        .startsWith("4001 (private use, 4000-4999) vs 3001 (for libraries and frameworks, ");
  }

  @Test
  void explain_oneCodeTwice_isItsPage() {
    assertThat(explain("1005 1005")).isEqualTo(explain("1005"));
    assertThat(explain("1005 01005")).isEqualTo(explain("1005"));
  }

  @Test
  void explain_vietnamese_isUtf8InAnyLocale() {
    Answer answer = explain("--lang vi 1005");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .startsWith("1005 No Status Received (không nhận được mã trạng thái)\n")
        .containsSubsequence("\nMô tả\n", "\nKhi bạn thấy mã này\n", "\nCách khắc phục\n")
        .doesNotContain("?", "\ufffd");
    assertThat(explain("1005 1008 --lang vi").out())
        .containsSubsequence("\nSự khác biệt chính\n", "\nKhi nào dùng cái nào\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "65535", "2000", "3000-3999", "no-close", "one-byte-close", "no-close 1006"})
  void explain_anyCodeRangeOrEnd_isExplained(String line) {
    Answer answer = explain(line);

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "abc | 'abc' is not a close code, 0 to 65535",
        "65536 | '65536' is not a close code, 0 to 65535",
        "-1 | '-1' is not a close code, 0 to 65535",
        "1e3 1000 | '1e3' is not a close code, 0 to 65535",
        "1000 10000000000000000000000 | '10000000000000000000000' is not a close code, 0 to 65535",
        "1000 --lang fr | --lang: 'fr' is not en or vi",
        "1000 --lang en --lang vi | --lang: given more than once",
        "1000 --lnag vi | '--lnag' is not an option of closewatch explain; see closewatch explain --help",
        "\"\" | explain needs the code to explain: explain CODE [CODE]",
        "1 2 3 | '3' is one argument too many; see closewatch explain --help"
      })
  void explain_mistake_isOneLineAndExit2(String line, String message) {
    Answer answer = explain(line);

    assertThat(answer).isEqualTo(new Answer(2, "", "closewatch: " + message + "\n"));
  }

  @Test
  void explain_severalMistakes_areALineEach() {
    assertThat(explain("70000 x --lang fr").err())
        .isEqualTo(
            """
            closewatch: --lang: 'fr' is not en or vi
            closewatch: '70000' is not a close code, 0 to 65535
            closewatch: 'x' is not a close code, 0 to 65535
            """);
  }

  @Test
  void explain_help_tellsWhatACodeIs() {
    Answer answer = explain("--help");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .startsWith("Usage: closewatch explain CODE [CODE] [--lang en|vi]\n")
        .contains("0 to 65535", "no-close", "one-byte-close", "--lang en|vi")
        .matches("[\\n -~]*");
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= 80);
  }
}
