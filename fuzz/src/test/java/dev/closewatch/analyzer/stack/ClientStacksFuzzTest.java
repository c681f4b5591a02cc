package dev.closewatch.analyzer.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.analyzer.vocabulary.StackName;
import java.util.List;

/**
 * Any User-Agent: a stack is told only by names that stand in it, looked for the slow way.
 *
 * <p>Input: the User-Agent in UTF-8.
 */
class ClientStacksFuzzTest {
  private static final List<StackFile.Row> ROWS = StackFile.read();
  private static final int MAX_CHARS = 512;

  @FuzzTest
  void anyUserAgent_isAStackWhoseNamesItHas(byte[] input) {
    String text = new String(input, UTF_8);
    ClientStack stack = ClientStacks.shipped().of(text);
    if (text.isBlank()) {
      assertThat(stack).isEqualTo(ClientStack.UNKNOWN);
      return;
    }
    if (stack.name() != StackName.OTHER) {
      assertThat(ROWS).anyMatch(row -> row.stack().equals(stack) && fits(row.userAgent(), text));
    }
    assertThat(ClientStacks.shipped().of(text)).isEqualTo(stack);
  }

  /** Loosely: where a name has to begin and end is left to the reader. */
  private static boolean fits(String wanted, String text) {
    if (wanted.length() > 2 && wanted.startsWith("\"") && wanted.endsWith("\"")) {
      return wanted.substring(1, wanted.length() - 1).equalsIgnoreCase(text);
    }
    String start = ascii(text.substring(0, Math.min(text.length(), MAX_CHARS)));
    for (String name : wanted.split(" +", -1)) {
      if (!start.contains(ascii(name))) {
        return false;
      }
    }
    return true;
  }

  /** Only A to Z: to Unicode, the Kelvin sign is a k too. */
  private static String ascii(String text) {
    StringBuilder lower = new StringBuilder();
    text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)));
    return lower.toString();
  }
}
