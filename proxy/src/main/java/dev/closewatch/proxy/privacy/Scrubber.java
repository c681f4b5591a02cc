package dev.closewatch.proxy.privacy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what may name a person or open a door.
 *
 * <table>
 *   <caption>What stands for what</caption>
 *   <tr><td>anything with an @ inside</td><td>{@code (email)}</td></tr>
 *   <tr><td>a UUID</td><td>{@code (uuid)}</td></tr>
 *   <tr><td>an IPv4 address, an IPv6 one of eight groups or with ::</td><td>{@code (address)}</td></tr>
 *   <tr><td>a JWT; 16 letters and digits in a row with digits at two places, or 32 with one, and
 *       what hangs on to them by dashes and the like</td><td>{@code (token)}</td></tr>
 *   <tr><td>six digits or more in a row, of any script</td><td>{@code (number)}</td></tr>
 * </table>
 *
 * <p>Texts are bounded when they come here, so that the time is bounded too. What is long and
 * random is told by its look: a password of words stays.
 */
final class Scrubber {
  /** Three parts of base64url with dots between them; {@code eyJ} is the first of JSON in it. */
  private static final String JWT = "eyJ[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*){0,4}";

  /** What random values are written in, and words with dashes and underscores too. */
  private static final String RUN = "[A-Za-z0-9_~+=-]";

  /** What no word looks like: digits at two places, or very long with a digit. */
  private static final String RANDOM =
      "(?:(?=[A-Za-z]*[0-9]+[A-Za-z]+[0-9])[A-Za-z0-9]{16}"
          + "|(?=[0-9]*[A-Za-z])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{32})";

  private static final Pattern TOKENS =
      Pattern.compile(JWT + "|(?<!" + RUN + ")(?=" + RUN + "*?" + RANDOM + ")" + RUN + "+");

  private static final String HEX = "[0-9A-Fa-f]";
  private static final String IPV4 = "(?<![0-9.])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?![0-9])";
  private static final String IPV6 =
      "(?<![\\w:])(?:(?:HEX{1,4}:){7}HEX{1,4}|(?=:*HEX)[0-9A-Fa-f:]{0,30}::[0-9A-Fa-f:]{0,30})(?!\\w)"
          .replace("HEX", HEX);

  private static final String AT_NAME = "[^\\s@<>(),;:\"'/]";

  private static final Pattern ALL =
      Pattern.compile(
          "(?<email>AT{1,64}@AT{1,255})".replace("AT", AT_NAME)
              + "|(?<uuid>HEX{8}-HEX{4}-HEX{4}-HEX{4}-HEX{12})".replace("HEX", HEX)
              + ("|(?<address>" + IPV4 + "|" + IPV6 + ")")
              + ("|(?<token>" + TOKENS.pattern() + ")")
              + "|(?<number>\\p{Nd}{6,}+)");

  private static final String[] NAMES = {"email", "uuid", "address", "token", "number"};

  private Scrubber() {}

  /** Returns the text without any of these. */
  static String scrub(String text) {
    Matcher found = ALL.matcher(text);
    return found.replaceAll(match -> "(" + name(found) + ")");
  }

  /** Returns the text without tokens alone. */
  static String withoutTokens(String text) {
    return TOKENS.matcher(text).replaceAll("(token)");
  }

  private static String name(Matcher found) {
    for (String name : NAMES) {
      if (found.start(name) >= 0) {
        return name;
      }
    }
    throw new IllegalStateException("every alternative has a name");
  }
}
