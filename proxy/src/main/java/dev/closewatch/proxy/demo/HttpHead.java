package dev.closewatch.proxy.demo;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 request or response: as much of it as a WebSocket handshake needs.
 *
 * @param startLine the request line or the status line
 * @param headers by name, whatever its case; of several with one name the last
 * @param bytes its length, the empty line included
 */
record HttpHead(String startLine, Map<String, String> headers, int bytes) {
  static final int MAX_BYTES = 16 * 1024;

  /** RFC 6455 section 1.3. */
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** Reads the head that the bytes begin with; null while it is not whole. */
  static @Nullable HttpHead read(Buffer bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int lineEnd = text.indexOf("\r\n");
    String startLine = text.substring(0, lineEnd);
    while (lineEnd < end) {
      int lineStart = lineEnd + 2;
      lineEnd = text.indexOf("\r\n", lineStart);
      int colon = text.indexOf(':', lineStart);
      if (colon >= 0 && colon < lineEnd) {
        headers.put(
            text.substring(lineStart, colon).trim(), text.substring(colon + 1, lineEnd).trim());
      }
    }
    return new HttpHead(startLine, headers, end + 4);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Returns the second word of the start line: a request's target or a response's status. */
  String secondWord() {
    int from = startLine.indexOf(' ') + 1;
    int to = startLine.indexOf(' ', from);
    return to < 0 ? startLine.substring(from) : startLine.substring(from, to);
  }

  /** Returns the length of the body that its header announces, 0 without one. */
  int contentLength() {
    String value = header("Content-Length");
    try {
      return value == null ? 0 : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  boolean asksForWebSocket() {
    return "websocket".equalsIgnoreCase(header("Upgrade"))
        && header("Sec-WebSocket-Key") != null
        && startLine.startsWith("GET ");
  }

  /** Returns the {@code Sec-WebSocket-Accept} that answers a key. */
  static String accept(String key) {
    try {
      byte[] text = (key + KEY_SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
