package dev.closewatch.proxy.handshake;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.route.RequestTarget;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its client, taken before its headers are rewritten; untrusted texts are
 * cut here, so that no event or page can grow with them.
 */
record ClientFacts(
    Opening.Client client,
    @Nullable String requestId,
    @Nullable String host,
    String path,
    @Nullable String origin) {
  private static final int MAX_TEXT_CHARS = 256;
  private static final int MAX_COHORT_CHARS = 64;
  private static final InetAddress NO_ADDRESS = InetAddress.getLoopbackAddress();

  /** Returns what the request says, behind the trusted proxies that it came through. */
  static ClientFacts of(Caller caller, HttpRequest request, Handshakes handshakes) {
    HttpHeaders headers = request.headers();
    InetAddress address = handshakes.forwarded().client(caller, headers);
    String userAgent = handshakes.shared(cut(headers.get(HttpHeaderNames.USER_AGENT)));
    HandshakeSettings settings = handshakes.settings();
    return new ClientFacts(
        new Opening.Client(
            handshakes.peerNames().of(address, request, caller.trusted()),
            NetUtil.toAddressString(address),
            userAgent,
            handshakes.stack(userAgent),
            settings.identity().cohortHeader().map(name -> cohort(headers.get(name))).orElse(null)),
        requestId(headers, settings.requestIdHeaders()),
        handshakes.shared(cut(headers.get(HttpHeaderNames.HOST))),
        path(request.uri()),
        handshakes.shared(cut(headers.get(HttpHeaderNames.ORIGIN))));
  }

  /** Returns what is known of a client whose request could not be read. */
  static ClientFacts ofUnread(Caller caller) {
    InetAddress address = caller.address();
    Opening.Client client =
        new Opening.Client(PeerNames.of(address), NetUtil.toAddressString(address), null);
    return new ClientFacts(client, null, null, "", null);
  }

  /** Returns what a connection opens with, now that the service has accepted it. */
  Opening opening(
      Handshakes handshakes,
      String route,
      String servicePeer,
      HttpHeaders accepted,
      long nowNanos) {
    List<String> extensions = accepted.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    return new Opening(
        handshakes.ids().next(),
        requestId,
        handshakes.settings().proxy(),
        route,
        Instant.now(),
        nowNanos,
        client,
        new Opening.Service(servicePeer),
        new Opening.Request(
            host,
            path,
            origin,
            cut(accepted.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)),
            extensions.stream().map(ClientFacts::cut).toList()),
        ReservedBits.allowedBy(extensions));
  }

  /** Returns what there is to say of a handshake that came to nothing; status 0 for no answer. */
  HandshakeEvent notUpgraded(
      Handshakes handshakes,
      String route,
      @Nullable String servicePeer,
      HandshakeOutcome outcome,
      int status,
      long durationNanos) {
    return new HandshakeEvent(
        handshakes.ids().next(),
        requestId,
        route,
        Instant.now(),
        client.peer(),
        client.address(),
        client.userAgent(),
        host,
        path,
        origin,
        servicePeer,
        outcome,
        status,
        durationNanos);
  }

  static InetAddress socketAddress(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress inet
        ? inet.getAddress()
        : NO_ADDRESS;
  }

  private static @Nullable String cohort(@Nullable String value) {
    return value == null ? null : value.substring(0, Math.min(value.length(), MAX_COHORT_CHARS));
  }

  private static @Nullable String requestId(HttpHeaders headers, List<String> idHeaders) {
    for (String name : idHeaders) {
      String value = headers.get(name);
      if (value != null && !value.isEmpty()) {
        return cut(value);
      }
    }
    return null;
  }

  private static String path(String target) {
    String path = RequestTarget.path(target);
    return path.length() <= MAX_TEXT_CHARS ? path : path.substring(0, MAX_TEXT_CHARS);
  }

  static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT_CHARS
        ? text
        : text.substring(0, MAX_TEXT_CHARS);
  }
}
