package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.config.IpAddress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is, and what the service is told of that.
 *
 * <p>From a TCP peer that is not trusted the headers are the client's own text: they are removed
 * and set anew. Behind trusted proxies the chain is walked from the right, and the first address
 * that is not itself trusted is the client; further left stands what the client wrote, with which
 * it could frame anybody.
 */
final class ForwardedHeaders {
  private static final String FORWARDED = "Forwarded";
  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";
  private static final String PREFIX = "x-forwarded-";

  private final List<Cidr> trusted;

  ForwardedHeaders(List<Cidr> trusted) {
    this.trusted = trusted;
  }

  /**
   * Returns the client's address; the socket's own where the headers do not count or say nonsense.
   */
  InetAddress client(Caller caller, HttpHeaders headers) {
    InetAddress socket = caller.address();
    if (!caller.trusted()) {
      return socket;
    }
    // Proxies that append to X-Forwarded-For pass a client's own Forwarded through, so it comes
    // second.
    List<String> hops =
        headers.contains(FOR)
            ? listed(headers.getAll(FOR))
            : ForwardedElements.ofFor(headers.getAll(FORWARDED));
    InetAddress client = socket;
    for (int i = hops.size() - 1; i >= 0; i--) {
      InetAddress hop = address(hops.get(i));
      if (hop == null) {
        return socket;
      }
      client = hop;
      if (!isTrusted(hop)) {
        break;
      }
    }
    return client;
  }

  /**
   * Changes the headers to what the service gets.
   *
   * @param tls whether the caller speaks TLS
   */
  void rewrite(Caller caller, boolean tls, HttpHeaders headers) {
    String hop = NetUtil.toAddressString(caller.address());
    boolean forwardedInUse = headers.contains(FORWARDED);
    if (!caller.trusted()) {
      headers.remove(FORWARDED);
      claims(headers).forEach(headers::remove);
    }
    List<String> hops = headers.getAll(FOR);
    headers.set(FOR, hops.isEmpty() ? hop : String.join(", ", hops) + ", " + hop);
    if (forwardedInUse) {
      List<String> elements = new ArrayList<>(headers.getAll(FORWARDED));
      elements.add(element(hop, tls));
      headers.set(FORWARDED, String.join(", ", elements));
    }
    if (!headers.contains(PROTO)) {
      headers.set(PROTO, tls ? "https" : "http");
    }
    String host = headers.get(HttpHeaderNames.HOST);
    if (host != null && !headers.contains(HOST)) {
      headers.set(HOST, host);
    }
  }

  /** Returns the names of the headers in which only a proxy has anything to say. */
  private static List<CharSequence> claims(HttpHeaders headers) {
    List<CharSequence> claims = new ArrayList<>(0);
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      CharSequence name = all.next().getKey();
      if (AsciiString.regionMatches(name, true, 0, PREFIX, 0, PREFIX.length())) {
        claims.add(name);
      }
    }
    return claims;
  }

  private static String element(String hop, boolean tls) {
    String node = hop.indexOf(':') >= 0 ? "\"[" + hop + "]\"" : hop;
    return "for=" + node + (tls ? ";proto=https" : "");
  }

  /** Returns who it is that has connected from an address. */
  Caller caller(InetAddress address) {
    return new Caller(address, isTrusted(address));
  }

  private boolean isTrusted(InetAddress address) {
    for (Cidr block : trusted) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> listed(List<String> values) {
    List<String> list = new ArrayList<>();
    for (String value : values) {
      list.addAll(List.of(value.split(",", -1)));
    }
    return list;
  }

  /** Reads an address with or without a port, IPv6 with or without brackets. */
  private static @Nullable InetAddress address(String hop) {
    String text = hop.trim();
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? null : IpAddress.parse(text.substring(1, end));
    }
    int colon = text.indexOf(':');
    boolean ipv4WithPort = colon >= 0 && colon == text.lastIndexOf(':');
    return IpAddress.parse(ipv4WithPort ? text.substring(0, colon) : text);
  }
}
