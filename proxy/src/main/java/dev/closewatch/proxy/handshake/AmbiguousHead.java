package dev.closewatch.proxy.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Netty's decoder lets pass in a request's head and the service could read otherwise than we
 * do: by that, one client's bytes would become another request (RFC 9112 section 11.2).
 */
final class AmbiguousHead {
  private AmbiguousHead() {}

  /** Returns what is ambiguous, for the client's eyes, or null if nothing is. */
  static @Nullable String fault(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return "the request is neither HTTP/1.1 nor HTTP/1.0";
    }
    if (!isVisibleAscii(request.uri())) {
      return "the request's target is not percent-encoded";
    }
    HttpHeaders headers = request.headers();
    if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
      return "the request has two hosts";
    }
    // Netty looks for "chunked" anywhere, and without it for no body at all.
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean plain =
        codings.isEmpty()
            || (codings.size() == 1
                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))
                && version.equals(HttpVersion.HTTP_1_1));
    return plain ? null : "the request's transfer coding is not chunked alone";
  }

  private static boolean isVisibleAscii(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }
}
