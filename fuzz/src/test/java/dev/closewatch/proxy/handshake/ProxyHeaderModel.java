package dev.closewatch.proxy.handshake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.closewatch.proxy.observe.ProxyHeaderResult;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the PROXY protocol's own text makes of the first bytes of a connection. */
final class ProxyHeaderModel {
  /** Longer ones are refused, as by nginx. */
  static final int MOST_BYTES = 4_096;

  private static final byte[] V1 = "PROXY ".getBytes(US_ASCII);
  private static final byte[] V2 = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);
  private static final Pattern LINE =
      Pattern.compile("PROXY TCP([46]) ([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+)( *)");
  private static final Pattern UNKNOWN = Pattern.compile("(?s)PROXY UNKNOWN( .*)?");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int DEEPEST = 128;
  private static final int TLS = 0x20;

  /**
   * What it is. Nothing is null: the JVM cannot instrument a record again whose components have
   * annotations.
   *
   * @param result none if more has to come
   * @param address only of an address
   * @param end where the header ends
   * @param refusable whether it may be refused all the same: it is not quite by the letter
   */
  record Verdict(
      Optional<ProxyHeaderResult> result,
      Optional<InetAddress> address,
      int end,
      boolean refusable) {
    static final Verdict MORE = new Verdict(Optional.empty(), Optional.empty(), 0, false);

    static Verdict of(ProxyHeaderResult result) {
      return of(result, 0, false);
    }

    static Verdict of(ProxyHeaderResult result, int end, boolean refusable) {
      return new Verdict(Optional.of(result), Optional.empty(), end, refusable);
    }

    static Verdict of(InetAddress address, int end, boolean refusable) {
      return new Verdict(
          Optional.of(ProxyHeaderResult.ADDRESS), Optional.of(address), end, refusable);
    }
  }

  private ProxyHeaderModel() {}

  static Verdict of(byte[] bytes) {
    byte[] signature = bytes.length > 0 && bytes[0] == V2[0] ? V2 : V1;
    int compared = Math.min(bytes.length, signature.length);
    if (!Arrays.equals(bytes, 0, compared, signature, 0, compared)) {
      return Verdict.of(ProxyHeaderResult.MISSING);
    }
    return signature == V1 ? line(new String(bytes, US_ASCII)) : block(bytes);
  }

  // ---- version 1: a line ----

  private static Verdict line(String text) {
    int end = text.indexOf("\r\n");
    // The shortest has 15 bytes; with fewer than 13 it may be either version, for all we know.
    if (text.length() < 13 || (end < 0 && text.length() <= 108)) {
      return Verdict.MORE;
    }
    if (end < 0 || end > 108) {
      return Verdict.of(ProxyHeaderResult.MALFORMED);
    }
    boolean tooLong = end > 105; // the longest of the text's own is 107 with its CR and LF
    String header = text.substring(0, end);
    if (UNKNOWN.matcher(header).matches()) {
      return Verdict.of(ProxyHeaderResult.UNKNOWN, end + 2, tooLong);
    }
    Matcher line = LINE.matcher(header);
    if (!line.matches()) {
      return Verdict.of(ProxyHeaderResult.MALFORMED);
    }
    int version = Integer.parseInt(line.group(1));
    InetAddress source = address(line.group(2), version);
    InetAddress target = address(line.group(3), version);
    boolean byTheLetter =
        isPort(line.group(4)) && isPort(line.group(5)) && line.group(6).isEmpty() && !tooLong;
    if (source == null || target == null) {
      return Verdict.of(ProxyHeaderResult.MALFORMED);
    }
    boolean plain = !endsAsIpv4(line.group(2), source) && !endsAsIpv4(line.group(3), target);
    return Verdict.of(source, end + 2, !byTheLetter || !plain);
  }

  /**
   * Netty takes IPv4 behind an IPv6 address only where it is a mapped one, as all real ones are.
   */
  private static boolean endsAsIpv4(String text, InetAddress address) {
    return address instanceof Inet6Address && text.indexOf('.') >= 0;
  }

  private static boolean isPort(String text) {
    return PORT.matcher(text).matches() && Integer.parseInt(text) <= 65_535;
  }

  private static @Nullable InetAddress address(String text, int version) {
    // Brackets and a zone are read over, which the text of the protocol does not know.
    String bare = text.replaceFirst("^\\[(.*)]$", "$1").replaceFirst("%.*$", "");
    boolean shape = (version == 4 ? V4 : V6).matcher(version == 4 ? text : bare).matches();
    try {
      return shape ? InetAddress.getByName(version == 4 ? text : "[" + bare + "]") : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  // ---- version 2: a block ----

  private static Verdict block(byte[] bytes) {
    if (bytes.length > 12 && bytes[12] == 1) {
      return Verdict.of(ProxyHeaderResult.MALFORMED); // as soon as it is seen
    }
    int end = bytes.length < 16 ? Integer.MAX_VALUE : 16 + number(bytes, 14);
    if (end > bytes.length && bytes.length <= MOST_BYTES) {
      return Verdict.MORE;
    }
    if (end > MOST_BYTES || bytes[12] >> 4 != 2 || (bytes[12] & 0xE) != 0) {
      return Verdict.of(ProxyHeaderResult.MALFORMED);
    }
    if (bytes[12] == 0x20) {
      return Verdict.of(ProxyHeaderResult.LOCAL, end, false);
    }
    int addresses =
        switch (bytes[13]) {
          case 0x00 -> 0;
          case 0x11, 0x12 -> 12;
          case 0x21, 0x22 -> 36;
          case 0x31, 0x32 -> 216;
          default -> Integer.MAX_VALUE;
        };
    if (addresses > end - 16 || (addresses > 0 && !extensions(bytes, 16 + addresses, end, 0))) {
      return Verdict.of(ProxyHeaderResult.MALFORMED);
    }
    if (bytes[13] != 0x11 && bytes[13] != 0x21) {
      return Verdict.of(ProxyHeaderResult.UNKNOWN, end, false);
    }
    try {
      byte[] source = Arrays.copyOfRange(bytes, 16, 16 + (addresses - 4) / 2);
      InetAddress address = InetAddress.getByAddress(source);
      return Verdict.of(address, end, false);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
  }

  /** Returns whether they can be read: each within what is around it; up to 3 bytes may be left. */
  private static boolean extensions(byte[] bytes, int from, int end, int depth) {
    int at = from;
    while (end - at >= 4) {
      if (depth > DEEPEST) {
        return false;
      }
      int value = at + 3;
      int valueEnd = value + number(bytes, at + 1);
      boolean tls = bytes[at] == TLS;
      if (valueEnd > end || (tls && valueEnd - value < 5)) {
        return false;
      }
      if (tls && !extensions(bytes, value + 5, valueEnd, depth + 1)) {
        return false;
      }
      at = valueEnd;
    }
    return true;
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }
}
