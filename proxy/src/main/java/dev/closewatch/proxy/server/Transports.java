package dev.closewatch.proxy.server;

import dev.closewatch.proxy.config.TransportChoice;
import io.vertx.core.transport.Transport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses how the event loops talk to the kernel. */
final class Transports {
  private Transports() {}

  /**
   * Returns the transport.
   *
   * @throws StartException if one was asked for that this machine does not allow
   */
  static Transport choose(TransportChoice choice) throws StartException {
    return switch (choice) {
      case AUTO ->
          // io_uring costs the least per message; many containers forbid it.
          Stream.of(Transport.IO_URING, Transport.EPOLL)
              .filter(Transports::works)
              .findFirst()
              .orElse(Transport.NIO);
      case IO_URING -> required(Transport.IO_URING, "io_uring");
      case EPOLL -> required(Transport.EPOLL, "epoll");
      case NIO -> Transport.NIO;
    };
  }

  private static boolean works(@Nullable Transport transport) {
    return transport != null && transport.available();
  }

  private static Transport required(@Nullable Transport transport, String name)
      throws StartException {
    if (transport != null && transport.available()) {
      return transport;
    }
    Throwable cause = transport == null ? null : transport.unavailabilityCause();
    String why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    throw new StartException(
        "transport "
            + name
            + " is not available on this machine"
            + why.lines().findFirst().orElse(""),
        cause == null ? new IllegalStateException(name) : cause);
  }
}
