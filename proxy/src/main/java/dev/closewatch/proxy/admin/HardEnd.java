package dev.closewatch.proxy.admin;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * The end of a connection whose other side takes nothing. Vert.x's own {@code close()} first waits
 * until all has been written, and so for ever; its timeouts do what is done here.
 */
final class HardEnd {
  private HardEnd() {}

  /** Closes the socket now; what waits to be written is lost. */
  static void of(HttpConnection connection) {
    if (connection instanceof HttpServerConnection inner) {
      inner.channelHandlerContext().close();
    } else {
      connection.close();
    }
  }
}
