package dev.closewatch.proxy.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A block of IP addresses such as {@code 10.0.0.0/8}, or a single one. */
public final class Cidr {
  private static final Predicate<String> ODDITIES = Pattern.compile("[\\[%]").asPredicate();

  private final byte[] network;
  private final int prefixBits;

  private Cidr(byte[] network, int prefixBits) {
    this.network = network;
    this.prefixBits = prefixBits;
  }

  /**
   * Reads {@code ADDRESS} or {@code ADDRESS/BITS}; names are refused, not resolved.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    // A zone or brackets would be read over: they are no part of a block.
    InetAddress address = ODDITIES.test(literal) ? null : IpAddress.parse(literal);
    if (address == null) {
      throw Syntax.wrong(text, "is not an IP address or CIDR block");
    }
    byte[] network = address.getAddress();
    int addressBits = network.length * 8;
    int bits = addressBits;
    if (slash >= 0) {
      long prefix = Quantity.parse(text.substring(slash + 1)).orElse(-1);
      if (prefix < 0 || prefix > addressBits) {
        throw Syntax.wrong(text, "has no prefix from 0 to " + addressBits + " behind its slash");
      }
      bits = (int) prefix;
    }
    Cidr block = new Cidr(masked(network, bits), bits);
    if (!Arrays.equals(block.network, network)) {
      // Trust should not reach further than its author knew.
      throw Syntax.wrong(text, "has address bits behind its prefix; the block is " + block);
    }
    return block;
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] network = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int kept = Math.min(8, Math.max(0, bits - i * 8));
      network[i] = (byte) (address[i] & 0xFF00 >> kept);
    }
    return network;
  }

  /** Returns whether the address lies in this block; IPv4-mapped IPv6 addresses count as IPv4. */
  public boolean contains(InetAddress address) {
    byte[] candidate = address.getAddress();
    if (candidate.length != network.length) {
      return false;
    }
    int wholeBytes = prefixBits / 8;
    if (!Arrays.equals(candidate, 0, wholeBytes, network, 0, wholeBytes)) {
      return false;
    }
    int restBits = prefixBits % 8;
    return restBits == 0
        || ((candidate[wholeBytes] ^ network[wholeBytes]) & 0xFF) >> (8 - restBits) == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr cidr
        && prefixBits == cidr.prefixBits
        && Arrays.equals(network, cidr.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + prefixBits;
  }

  @Override
  public String toString() {
    return IpAddress.text(network) + "/" + prefixBits;
  }
}
