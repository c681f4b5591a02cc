package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.config.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is by closes.md: from the right, the first address that is not itself trusted; the
 * socket's where that cannot be told. A character at a time, and with the quotes of RFC 7239.
 */
final class ForwardedModel {
  private final List<Cidr> trusted;

  ForwardedModel(List<Cidr> trusted) {
    this.trusted = trusted;
  }

  /**
   * Walks the chain.
   *
   * @param chain the addresses as they stand, null for one that cannot be read
   */
  InetAddress client(InetAddress socket, List<@Nullable String> chain) {
    if (!trusts(socket)) {
      return socket;
    }
    InetAddress nearest = socket;
    for (int i = chain.size() - 1; i >= 0 && trusts(nearest); i--) {
      String text = chain.get(i);
      InetAddress address = text == null ? null : address(text);
      if (address == null) {
        return socket;
      }
      nearest = address;
    }
    return nearest;
  }

  /** Returns the elements of X-Forwarded-For: no quotes there, a comma is always a comma. */
  static List<@Nullable String> listed(List<String> values) {
    return new ArrayList<>(List.of(String.join(",", values).split(",", -1)));
  }

  /**
   * Returns the for= of each element; null for an element without one, or with two. A quotation
   * mark that is not closed leaves one element that cannot be read.
   */
  static List<@Nullable String> forwarded(List<String> values) {
    List<@Nullable String> chain = new ArrayList<>();
    for (String element : split(String.join(",", values), ',')) {
      List<String> found = new ArrayList<>();
      for (String pair : split(element, ';')) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).trim().equalsIgnoreCase("for")) {
          found.add(pair.substring(equals + 1).trim());
        }
      }
      chain.add(found.size() == 1 ? unquoted(found.get(0)) : null);
    }
    return chain;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\' && i + 1 < text.length()) {
        part.append(c).append(text.charAt(++i));
      } else if (c == separator && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        quoted ^= c == '"';
        part.append(c);
      }
    }
    parts.add(quoted ? "for=\"" : part.toString());
    return parts;
  }

  private static @Nullable String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    String inner = quoted ? value.substring(1, value.length() - 1) : value;
    return inner.indexOf('"') >= 0 ? null : inner;
  }

  /** An address with or without a port, IPv6 with or without brackets. */
  private static @Nullable InetAddress address(String hop) {
    String text = hop.trim();
    int end = text.indexOf(']');
    if (text.startsWith("[")) {
      return end < 0 ? null : IpAddress.parse(text.substring(1, end));
    }
    boolean oneColon = text.chars().filter(c -> c == ':').count() == 1;
    return IpAddress.parse(oneColon ? text.substring(0, text.indexOf(':')) : text);
  }

  private boolean trusts(InetAddress address) {
    return trusted.stream().anyMatch(block -> block.contains(address));
  }
}
