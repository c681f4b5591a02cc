package dev.closewatch.proxy.config;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What a code means in a service, in the words of its operator.
 *
 * @param code one that a legal Close can have
 * @param meaning a few words, to stand behind a colon
 */
public record CodeMeaning(int code, String meaning) {
  /** With the longest reason beside it an explanation is still one sentence. */
  private static final int MAX_CHARS = 60;

  static final Syntax<CodeMeaning> SYNTAX =
      new Syntax<>(
          "CODE=MEANING",
          "a code and what it means, at most " + MAX_CHARS + " characters",
          CodeMeaning::read,
          CodeMeaning::toString);

  private static CodeMeaning read(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw Syntax.wrong(text, "is not CODE=MEANING");
    }
    OptionalInt code = PolicyCodeText.legalCode(text.substring(0, equals).strip());
    if (code.isEmpty()) {
      throw Syntax.wrong(text, "does not begin with a code that a legal Close can have");
    }
    String meaning = text.substring(equals + 1).strip();
    if (meaning.isEmpty() || meaning.length() > MAX_CHARS) {
      throw Syntax.wrong(text, "does not say in 1 to " + MAX_CHARS + " characters what it means");
    }
    if (meaning.codePoints().anyMatch(Character::isISOControl)) {
      throw Syntax.wrong(text, "has a control character");
    }
    return new CodeMeaning(code.getAsInt(), meaning);
  }

  /** Returns them by code; of two for one code the later wins. */
  public static Map<Integer, String> byCode(List<CodeMeaning> meanings) {
    return meanings.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                CodeMeaning::code, CodeMeaning::meaning, (earlier, later) -> later));
  }

  @Override
  public String toString() {
    return code + "=" + meaning;
  }
}
