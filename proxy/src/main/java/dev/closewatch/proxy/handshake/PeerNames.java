package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.config.PeerBy;
import dev.closewatch.proxy.privacy.NameHash;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a client is counted under: its address, or what the operator tells clients
 * apart by. Of a header, a cookie or a parameter only a keyed hash is kept, for it may be a secret.
 * Used on one event loop.
 */
final class PeerNames {
  private static final int NETWORK_BYTES = 8;
  private static final int MAX_IDENTITY_CHARS = 1024;

  private final PeerBy by;
  private final NameHash hash;

  /**
   * Creates names.
   *
   * @param key of the hash; the same on every event loop, so that a client is one peer
   */
  PeerNames(PeerBy by, SecretKey key) {
    this.by = by;
    hash = new NameHash(key);
  }

  /**
   * Returns the name of the client that sent a request, that of its address if it does not say what
   * was asked for.
   *
   * @param trusted whether the TCP peer is a trusted proxy: only then a header is not the client's
   *     own text, with which it could be anybody
   */
  String of(InetAddress address, HttpRequest request, boolean trusted) {
    String identity =
        switch (by.source()) {
          case ADDRESS -> null;
          case HEADER -> trusted ? request.headers().get(by.name()) : null;
          case COOKIE -> cookie(request);
          case QUERY -> parameter(request);
        };
    return identity == null || identity.isEmpty() ? of(address) : hash(identity);
  }

  /**
   * Returns an IPv4 address whole, an IPv6 one cut to its /64: what one subscriber usually gets.
   */
  static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return NetUtil.toAddressString(address);
    }
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(bytes)) + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are always an address", e);
    }
  }

  private @Nullable String cookie(HttpRequest request) {
    String header = request.headers().get(HttpHeaderNames.COOKIE);
    if (header == null) {
      return null;
    }
    for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(header)) {
      if (cookie.name().equals(by.name())) {
        return cookie.value();
      }
    }
    return null;
  }

  private @Nullable String parameter(HttpRequest request) {
    try {
      List<String> values =
          new QueryStringDecoder(request.uri()).parameters().getOrDefault(by.name(), List.of());
      return values.isEmpty() ? null : values.get(0);
    } catch (IllegalArgumentException e) {
      return null; // no legal query; what it may be to the service is not ours to say
    }
  }

  private String hash(String identity) {
    String bounded = identity.substring(0, Math.min(identity.length(), MAX_IDENTITY_CHARS));
    return hash.of(by.name(), bounded);
  }
}
