package dev.closewatch.proxy.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Netty's decoder lets pass in a request's head and the service could read otherwise than we
 * do: by that, one client's bytes would become another request (RFC 9112 section 11.2), or one
 * host's request another's.
 */
final class AmbiguousHead {
  /** A host and perhaps a port, without a comma: RFC 3986 has one, but no host does. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+;=%-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]*)?");

  /** Section 3.2.2: what a client sends to a proxy; without user and password, as web URLs are. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i:https?|wss?)://([^/?#@]*)(?:[/?].*)?");

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
    String host = hostFault(headers.getAll(HttpHeaderNames.HOST), request);
    if (host != null) {
      return host;
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

  /** Section 3.2: one Host, which is one, and which an absolute target does not contradict. */
  private static @Nullable String hostFault(List<String> hosts, HttpRequest request) {
    if (hosts.size() > 1) {
      return "the request has two hosts";
    }
    if (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      return "the request names no host";
    }
    if (!hosts.isEmpty() && !AUTHORITY.matcher(hosts.get(0)).matches()) {
      return "the request's Host is not a host";
    }
    String target = request.uri();
    if (target.startsWith("/")
        || (target.equals("*") && request.method().equals(HttpMethod.OPTIONS))) {
      return null;
    }
    Matcher absolute = ABSOLUTE.matcher(target);
    if (!absolute.matches()) {
      return "the request's target is neither a path nor a URL";
    }
    return hosts.isEmpty() || absolute.group(1).equalsIgnoreCase(hosts.get(0))
        ? null
        : "the request's target and its Host name two hosts";
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
