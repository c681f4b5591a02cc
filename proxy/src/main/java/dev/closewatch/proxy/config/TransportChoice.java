package dev.closewatch.proxy.config;

/** How the event loops talk to the kernel. */
public enum TransportChoice {
  /** The best that this machine allows: io_uring, else epoll, else NIO. */
  AUTO,
  /** Linux io_uring. */
  IO_URING,
  /** Linux epoll. */
  EPOLL,
  /** The JDK's own. */
  NIO
}
