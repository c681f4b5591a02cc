package dev.closewatch.proxy.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Sees whether an address is free, before several sockets share it: with {@code SO_REUSEPORT} a
 * second closewatch on the same port would start without a word and take half of its connections.
 * Where that is what is wanted, {@code --reuse-port} says so.
 */
public final class PortClaim {
  private PortClaim() {}

  /**
   * Listens for a moment in the ordinary way, which fails beside any other listener.
   *
   * @throws IOException if that is not possible; its message says why
   */
  public static void check(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("unknown host " + address.getHostString());
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // what has just ended, and only lingers, does not count
      socket.bind(address);
    }
  }
}
