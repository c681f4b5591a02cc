package dev.closewatch.proxy.kit;

import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.server.Transports;
import java.util.List;

/** The transports that this machine has. */
public final class TestTransports {
  private TestTransports() {}

  /** Returns them all; NIO is always there. */
  public static List<TransportChoice> available() {
    return Transports.available();
  }
}
