package dev.closewatch.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests in a stream by the letter of RFC 9112, from all of its bytes at once. What two
 * readers could take for different things is a fault, and nothing behind a fault is a request.
 */
final class StrictRequests {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern START =
      Pattern.compile(
          "[ \\t]*(" + TOKEN + ")[ \\t]+([\\x21-\\x7e]+)[ \\t]+(?i:HTTP)/1\\.([01])[ \\t]*");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):[ \\t]*((?:[\\t\\x20-\\x7e\\x80-\\xff]*?))[ \\t]*");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+;=%-]*|\\[[0-9A-Fa-f:.]+])(:[0-9]*)?");

  /**
   * Not by the letter: Netty reads over white space before a size, and over anything behind a
   * control character, as if it were an extension. Nothing of that goes on to the service.
   */
  private static final Pattern CHUNK =
      Pattern.compile(
          "[\\t\\x0b\\f\\x1c-\\x20]*([0-9a-fA-F]{1,7})([;\\x00-\\x20\\x7f][^\\r\\n]*)?");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

  /** A header. */
  record Field(String name, String value) {}

  /**
   * A request that is complete.
   *
   * @param end where the next one begins
   */
  record Request(
      String method, String target, int minor, List<Field> fields, String body, int end) {
    List<String> values(String name) {
      return fields.stream()
          .filter(field -> field.name().equalsIgnoreCase(name))
          .map(Field::value)
          .toList();
    }

    /** What no reader may see otherwise; the proxy changes headers of its own and of one hop. */
    String essence() {
      List<Field> own =
          fields.stream()
              .filter(field -> field.name().toUpperCase(Locale.ROOT).startsWith("X-"))
              .filter(field -> !field.name().toUpperCase(Locale.ROOT).startsWith("X-FORWARDED-"))
              .filter(field -> !lists("Connection", field.name().toLowerCase(Locale.ROOT)))
              .toList();
      // An absolute target without a path means "/", and may be written so.
      String path = target.replaceFirst("^([^/][^?]*?://[^/?]*)(\\?|$)", "$1/$2");
      return method + " " + path + " " + values("Host") + " " + own + " [" + body + "]";
    }

    boolean lists(String name, String token) {
      return values(name).stream()
          .flatMap(value -> List.of(value.split(",", -1)).stream())
          .anyMatch(part -> part.trim().toLowerCase(Locale.ROOT).equals(token));
    }

    boolean opensWebSocket() {
      return method.equals("GET")
          && minor == 1
          && lists("Upgrade", "websocket")
          && lists("Connection", "upgrade")
          && values("Sec-WebSocket-Key").size() == 1
          && body.isEmpty();
    }
  }

  private final String text;
  private final List<Request> requests = new ArrayList<>();
  private @Nullable String fault;
  private int at;
  private int rest = -1;

  private StrictRequests(byte[] bytes) {
    text = new String(bytes, ISO_8859_1);
  }

  /**
   * Reads all that is there.
   *
   * @param last tells behind which request the bytes are no longer HTTP
   */
  static StrictRequests of(byte[] bytes, Predicate<Request> last) {
    StrictRequests read = new StrictRequests(bytes);
    while (read.rest < 0 && read.next()) {
      Request request = read.requests.get(read.requests.size() - 1);
      if (last.test(request)) {
        read.rest = request.end();
      }
    }
    return read;
  }

  List<Request> requests() {
    return requests;
  }

  /** Returns what is wrong behind the last request, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** Returns what is behind the request that was the last of HTTP. */
  String rest() {
    return rest < 0 ? "" : text.substring(rest);
  }

  private boolean next() {
    // Empty lines before a request are read over (section 2.2), and whitespace of any kind, bare CR
    // among it, may be (section 3); Netty does so, and nothing of it goes on.
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    String line = line();
    if (line == null) {
      return false;
    }
    Matcher start = START.matcher(line);
    if (!start.matches()) {
      return wrong("start line");
    }
    if (start.group(1).equals("CONNECT")) {
      return wrong("CONNECT");
    }
    List<Field> fields = fields();
    if (fields == null) {
      return false;
    }
    int minor = Integer.parseInt(start.group(3));
    if (!namesOneHost(start.group(1), start.group(2), minor, values(fields, "Host"))) {
      return wrong("host");
    }
    String body = body(fields, minor == 1);
    if (body == null) {
      return false;
    }
    requests.add(new Request(start.group(1), start.group(2), minor, fields, body, at));
    return true;
  }

  /** Sections 3.2 and 3.2.2: at most one Host, which a target that is a URL does not contradict. */
  private static boolean namesOneHost(String method, String target, int minor, List<String> hosts) {
    if (hosts.size() > 1 || (hosts.isEmpty() && minor == 1)) {
      return false;
    }
    if (!hosts.isEmpty() && !HOST.matcher(hosts.get(0)).matches()) {
      return false;
    }
    if (target.startsWith("/") || (target.equals("*") && method.equals("OPTIONS"))) {
      return true;
    }
    int slashes = target.indexOf("://");
    if (slashes < 0
        || !List.of("http", "https", "ws", "wss")
            .contains(target.substring(0, slashes).toLowerCase(Locale.ROOT))) {
      return false;
    }
    String rest = target.substring(slashes + 3);
    String authority = rest.split("[/?]", 2)[0];
    return authority.indexOf('@') < 0
        && authority.indexOf('#') < 0
        && (hosts.isEmpty() || authority.equalsIgnoreCase(hosts.get(0)));
  }

  private static boolean isSpace(char c) {
    return c <= ' ' || c == 0x7F;
  }

  /** Returns the next line without its end, or null if it has none, or a wrong one. */
  private @Nullable String line() {
    int end = text.indexOf("\r\n", at);
    String line = text.substring(at, end < 0 ? text.length() : end);
    if (line.indexOf('\n') >= 0
        || line.substring(0, Math.max(0, line.length() - 1)).indexOf('\r') >= 0) {
      wrong("bare CR or LF");
      return null;
    }
    if (end < 0) {
      return null;
    }
    if (line.endsWith("\r")) {
      wrong("bare CR or LF");
      return null;
    }
    at = end + 2;
    return line;
  }

  private @Nullable List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    while (true) {
      String line = line();
      if (line == null) {
        return null;
      }
      if (line.isEmpty()) {
        return fields;
      }
      Matcher field = FIELD.matcher(line); // section 5.2: a folded line is refused
      if (!field.matches()) {
        wrong("field line");
        return null;
      }
      fields.add(new Field(field.group(1), field.group(2)));
    }
  }

  private @Nullable String body(List<Field> fields, boolean http11) {
    List<String> lengths = values(fields, "Content-Length");
    List<String> codings = values(fields, "Transfer-Encoding");
    if (lengths.size() + codings.size() > 1) {
      wrong("two lengths");
      return null;
    }
    if (!codings.isEmpty()) {
      if (!http11 || !codings.get(0).equalsIgnoreCase("chunked")) {
        wrong("transfer coding");
        return null;
      }
      return chunks();
    }
    if (lengths.isEmpty()) {
      return "";
    }
    if (!LENGTH.matcher(lengths.get(0)).matches()) {
      wrong("length");
      return null;
    }
    return take(Integer.parseInt(lengths.get(0)));
  }

  private @Nullable String chunks() {
    StringBuilder body = new StringBuilder();
    while (true) {
      String line = line();
      if (line == null) {
        return null;
      }
      Matcher chunk = CHUNK.matcher(line);
      if (!chunk.matches()) {
        wrong("chunk");
        return null;
      }
      int size = Integer.parseInt(chunk.group(1), 16);
      if (size == 0) {
        return fields() == null ? null : body.toString();
      }
      String bytes = take(size);
      if (bytes == null) {
        return null;
      }
      body.append(bytes);
      if (text.length() < at + 2) {
        return null;
      }
      if (!text.startsWith("\r\n", at)) {
        wrong("end of a chunk");
        return null;
      }
      at += 2;
    }
  }

  private @Nullable String take(int count) {
    if (text.length() - at < count) {
      return null;
    }
    at += count;
    return text.substring(at - count, at);
  }

  private static List<String> values(List<Field> fields, String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  private boolean wrong(String what) {
    fault = what;
    return false;
  }
}
