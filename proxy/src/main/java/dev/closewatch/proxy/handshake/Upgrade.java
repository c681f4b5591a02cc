package dev.closewatch.proxy.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** What a WebSocket handshake is (RFC 6455 section 4). */
final class Upgrade {
  /** Section 1.3: what a server hashes together with the client's key. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final String WEBSOCKET = "websocket";

  private Upgrade() {}

  /**
   * Returns whether a request asks for a WebSocket; whether well enough is for the service to say.
   */
  static boolean isRequested(HttpRequest request) {
    return request.method().equals(HttpMethod.GET)
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && switchesToWebSocket(request.headers());
  }

  /** Returns whether an answer of 101 fulfils sections 4.1 and 4.2.2 for this request. */
  static boolean isValid(HttpResponse response, String key) {
    List<String> accepts = response.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    return response.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && switchesToWebSocket(response.headers())
        && accepts.size() == 1
        && accepts.get(0).trim().equals(acceptFor(key));
  }

  private static boolean switchesToWebSocket(HttpHeaders headers) {
    // A Connection header may list several tokens: Firefox sends "keep-alive, Upgrade".
    return headers.containsValue(HttpHeaderNames.UPGRADE, WEBSOCKET, true)
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderNames.UPGRADE, true);
  }

  static String acceptFor(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key.trim() + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
