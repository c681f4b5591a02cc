package dev.closewatch.proxy.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IP literals, read without ever asking a name server. */
public final class IpAddress {
  private IpAddress() {}

  /** Returns the address that the literal stands for (IPv4-mapped ones as IPv4), or null. */
  public static @Nullable InetAddress parse(String literal) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    if (bytes == null) {
      return null;
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null; // only for a length that no literal has
    }
  }

  static String text(byte[] address) {
    return NetUtil.bytesToIpAddress(address);
  }
}
