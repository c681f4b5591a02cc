package dev.closewatch.proxy.handshake;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The identity that a client is counted under. */
final class PeerName {
  private static final int NETWORK_BYTES = 8;

  private PeerName() {}

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
}
