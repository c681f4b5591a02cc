package dev.closewatch.proxy.config;

import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How it is written which codes mean policy: {@code iana}, {@code 4001=auth}, {@code 4429=none}.
 */
final class PolicyCodeText {
  private static final String IANA = "iana";
  private static final String NONE = "none";
  private static final int MAX_CODE = 0xFFFF;
  private static final Set<CloseKind> GOOD_ENDS = Set.of(CloseKind.NORMAL, CloseKind.GOING_AWAY);

  static final Syntax<String> SYNTAX =
      new Syntax<>(
          "CODE=CAUSE", "iana, or codes, each with a cause or none", PolicyCodeText::read, s -> s);

  private PolicyCodeText() {}

  private static String read(String text) {
    if (text.equals(IANA)) {
      return text;
    }
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw Syntax.wrong(text, "is neither iana nor CODE=CAUSE");
    }
    OptionalInt code = legalCode(text.substring(0, equals).strip());
    if (code.isEmpty()) {
      throw Syntax.wrong(text, "does not begin with a code that a legal Close can have");
    }
    String cause = text.substring(equals + 1).strip();
    if (!cause.equals(NONE)) {
      if (GOOD_ENDS.contains(CloseCodes.kindOnWire(code.getAsInt()))) {
        throw Syntax.wrong(text, "is no policy: so connections end with which all is well");
      }
      cause(cause);
    }
    return code.getAsInt() + "=" + cause;
  }

  /** Returns the code that this says, or none if a legal Close cannot have it. */
  static OptionalInt legalCode(String text) {
    OptionalLong number = Quantity.parse(text);
    return number.isPresent()
            && number.getAsLong() <= MAX_CODE
            && CloseCodes.kindOnWire((int) number.getAsLong()).legal()
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }

  /** Returns these codes with what was given, which wins. */
  static Map<Integer, PolicyCause> codes(Map<Integer, PolicyCause> before, List<String> given) {
    Map<Integer, PolicyCause> codes = new HashMap<>(before);
    for (String item : given) {
      if (item.equals(IANA)) {
        codes.putAll(PolicyCodes.IANA);
        continue;
      }
      int equals = item.indexOf('=');
      int code = Integer.parseInt(item.substring(0, equals));
      String cause = item.substring(equals + 1);
      if (cause.equals(NONE)) {
        codes.remove(code);
      } else {
        codes.put(code, cause(cause));
      }
    }
    return codes;
  }

  /** Returns what was added to closewatch's own, as it is written. */
  static List<String> text(Map<Integer, PolicyCause> codes) {
    Map<Integer, String> items = new TreeMap<>();
    PolicyCodes.DEFAULTS.keySet().stream()
        .filter(code -> !codes.containsKey(code))
        .forEach(code -> items.put(code, NONE));
    codes.forEach(
        (code, cause) -> {
          if (cause != PolicyCodes.DEFAULTS.get(code)) {
            items.put(code, cause.label());
          }
        });
    return items.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  static PolicyCause cause(String text) {
    Optional<PolicyCause> found =
        Arrays.stream(PolicyCause.values()).filter(cause -> cause.label().equals(text)).findFirst();
    return found.orElseThrow(
        () ->
            Syntax.wrong(
                text,
                "is no cause; the causes are "
                    + Arrays.stream(PolicyCause.values())
                        .map(PolicyCause::label)
                        .collect(Collectors.joining(", "))));
  }
}
