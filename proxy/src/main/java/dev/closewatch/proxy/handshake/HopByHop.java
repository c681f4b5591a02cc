package dev.closewatch.proxy.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The headers that concern one hop only (RFC 9110 section 7.6.1). */
final class HopByHop {
  /** As clients write it; Netty's own constant is in lower case. */
  private static final String CONNECTION = "Connection";

  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

  /** What a Connection header must not take away: it would change what the message means. */
  private static final Set<String> NEVER_DROPPED =
      Set.of("host", "content-length", "transfer-encoding", "upgrade", "te");

  private HopByHop() {}

  /**
   * Takes them out of a request, but for those that make the next hop do as this one does: the
   * upgrade, or whether the connection stays open.
   */
  static void removeFrom(HttpHeaders headers, boolean upgrade) {
    List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
    boolean close = false;
    boolean keepAlive = false;
    for (String value : connection) {
      for (String token : value.split(",", -1)) {
        String name = token.trim().toLowerCase(Locale.ROOT);
        close |= name.equals("close");
        keepAlive |= name.equals("keep-alive");
        if (!name.isEmpty() && !NEVER_DROPPED.contains(name)) {
          headers.remove(name);
        }
      }
    }
    headers.remove(PROXY_CONNECTION);
    headers.remove(KEEP_ALIVE);
    headers.remove(HTTP2_SETTINGS);
    headers.remove(HttpHeaderNames.TE);
    if (upgrade) {
      headers.set(CONNECTION, "Upgrade");
      return;
    }
    headers.remove(HttpHeaderNames.UPGRADE);
    if (close) {
      headers.set(CONNECTION, HttpHeaderValues.CLOSE);
    } else if (keepAlive) {
      headers.set(CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    } else {
      headers.remove(HttpHeaderNames.CONNECTION);
    }
  }

  /**
   * Takes out of an answer the headers that its Connection header names. That one itself stays: a
   * client's two legs end together, so whether they stay open is the same on both.
   */
  static void removeFrom(HttpHeaders headers) {
    for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
      for (String token : value.split(",", -1)) {
        String name = token.trim().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !name.equals("keep-alive") && !NEVER_DROPPED.contains(name)) {
          headers.remove(name);
        }
      }
    }
  }
}
