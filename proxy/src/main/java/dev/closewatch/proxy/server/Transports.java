package dev.closewatch.proxy.server;

import dev.closewatch.proxy.config.TransportChoice;
import io.netty.channel.uring.IoUring;
import io.vertx.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses how the event loops talk to the kernel. */
public final class Transports {
  /**
   * Of io_uring in Netty 4.2.17. A poll that fires more than once spends one event on data and the
   * reset right behind it: the data are read, and the next event is waited for in vain, so that the
   * connection never ends. A poll that is armed anew after each read sees at once what there is.
   */
  private static final String POLL_FIRES_MORE_THAN_ONCE =
      "io.netty.iouring.pollAddMultishotEnabled";

  /**
   * A read that goes on by itself cannot always be stopped: the kernel does not find it while it
   * waits for its next turn, so that a fast sender fills the memory in front of a slow reader.
   */
  private static final String READ_GOES_ON_BY_ITSELF = "io.netty.iouring.recvMultiShotEnabled";

  static {
    prepare();
  }

  private Transports() {}

  /** Sets what Netty looks at once, when the first Vert.x is made; to be called before that. */
  public static void prepare() {
    for (String property : List.of(POLL_FIRES_MORE_THAN_ONCE, READ_GOES_ON_BY_ITSELF)) {
      if (System.getProperty(property) == null) {
        System.setProperty(property, "false");
      }
    }
  }

  /** Returns those that this machine has; NIO is always among them. */
  public static List<TransportChoice> available() {
    List<TransportChoice> list = new ArrayList<>(List.of(TransportChoice.NIO));
    if (works(Transport.EPOLL)) {
      list.add(TransportChoice.EPOLL);
    }
    if (ioUringWorks()) {
      list.add(TransportChoice.IO_URING);
    }
    return list;
  }

  /**
   * Returns the transport.
   *
   * @param toFiles whether an upstream is a Unix socket: there, only epoll knows a half-closed leg
   * @throws StartException if one was asked for that this machine does not allow
   */
  static Transport choose(TransportChoice choice, boolean toFiles) throws StartException {
    return switch (choice) {
      case AUTO ->
          // io_uring costs the least per message; many containers forbid it.
          ioUringWorks() && !(toFiles && works(Transport.EPOLL))
              ? new SharedReadBuffers()
              : works(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
      case IO_URING -> {
        required(Transport.IO_URING, "io_uring");
        if (!IoUring.isRegisterBufferRingSupported()) {
          String old = "transport io_uring needs Linux 5.19 or later";
          throw new StartException(old, new IllegalStateException(old));
        }
        yield new SharedReadBuffers();
      }
      case EPOLL -> required(Transport.EPOLL, "epoll");
      case NIO -> Transport.NIO;
    };
  }

  private static boolean ioUringWorks() {
    // Buffers of the loop came with Linux 5.19. And Netty has not heeded what is set above if
    // somebody had made a Vert.x before.
    return works(Transport.IO_URING)
        && IoUring.isRegisterBufferRingSupported()
        && !IoUring.isPollAddMultishotEnabled()
        && !IoUring.isRecvMultishotEnabled();
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
