package dev.closewatch.proxy.relay;

import dev.closewatch.proxy.tls.TlsLeg;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslClosedEngineException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * How a leg is ended, bare or under TLS: the relay's one place that knows of TLS.
 *
 * <pre>
 *   the other leg ended by           here, bare     here, under TLS
 *   FIN, or close_notify             FIN            close_notify, FIN
 *   FIN without its close_notify     FIN            FIN alone: a cut must not look like an end
 *   a reset                          RST            RST alone
 * </pre>
 */
final class LegEnd {
  private LegEnd() {}

  /** Returns whether a leg's input has ended as if it had been cut. */
  static boolean truncated(Channel leg) {
    return TlsLeg.isTruncated(leg);
  }

  /** Returns whether nothing more can be written to a leg whose input has ended. */
  static boolean outputEnded(Channel leg) {
    TlsLeg tls = TlsLeg.of(leg);
    return tls != null && tls.outputEnded();
  }

  /** Returns whether a write has only failed since TLS was over: the leg is there still. */
  static boolean isNoLoss(Throwable cause) {
    return cause instanceof SslClosedEngineException;
  }

  /** Ends a leg's output, with nothing left to be written; its input goes on. */
  static ChannelFuture shutOutput(Channel leg, boolean truncated) {
    TlsLeg tls = TlsLeg.of(leg);
    return tls == null || truncated ? fin(leg) : tls.closeNotify().addListener(sent -> fin(leg));
  }

  /**
   * Says FIN. Netty's own way makes an exception with a stack trace for writes that nobody waits
   * for, which costs as much as the FIN: a native socket is told itself.
   */
  private static ChannelFuture fin(Channel leg) {
    if (leg instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
      try {
        socket.shutdown(false, true);
        return leg.newSucceededFuture();
      } catch (IOException | NotYetConnectedException e) { // so it calls a reset that came before
        return leg.newFailedFuture(e);
      }
    }
    return ((DuplexChannel) leg).shutdownOutput();
  }

  /** Closes a leg; what still waits to be written is lost. */
  static void close(Channel leg, boolean truncated) {
    TlsLeg tls = TlsLeg.of(leg);
    if (tls != null && (truncated || tls.lostBytes() > 0)) {
      TlsLeg.cut(leg); // close_notify would claim that all has been said
    } else {
      leg.close();
    }
  }
}
