package dev.closewatch.proxy.kit;

import dev.closewatch.proxy.config.TransportChoice;
import io.vertx.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;

/** The transports that this machine has. */
public final class TestTransports {
  private TestTransports() {}

  /** Returns them all; NIO is always there. */
  public static List<TransportChoice> available() {
    List<TransportChoice> list = new ArrayList<>(List.of(TransportChoice.NIO));
    if (Transport.EPOLL != null && Transport.EPOLL.available()) {
      list.add(TransportChoice.EPOLL);
    }
    if (Transport.IO_URING != null && Transport.IO_URING.available()) {
      list.add(TransportChoice.IO_URING);
    }
    return list;
  }
}
