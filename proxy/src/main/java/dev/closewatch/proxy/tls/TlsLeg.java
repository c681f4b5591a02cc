package dev.closewatch.proxy.tls;

import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.OneLine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundInvoker;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a leg under TLS look like a bare one to those behind it in the pipeline: close_notify is
 * the end of its input, as FIN is.
 *
 * <pre>
 *   close_notify, TLS 1.3 ---> end of input; the other direction goes on
 *   close_notify, TLS 1.2 ---> end of input, and {@link #outputEnded}: the JDK's engine answers it
 *                              and writes nothing more
 *   FIN without it ----------> end of input, and {@link #truncated}: somebody may have cut it
 * </pre>
 *
 * <p>Bytes are counted on their way in, since what waits in the socket's queue is encrypted.
 */
public final class TlsLeg extends ChannelDuplexHandler {
  private final TlsHandler tls;
  private final Sender side;
  private final TlsFailures failures;
  private @Nullable ChannelHandlerContext context;
  private @Nullable TlsFailure failure;
  private boolean inputEnded;
  private boolean closeNotified;
  private long handedBytes;
  private long writtenBytes;

  private TlsLeg(TlsHandler tls, Sender side, TlsFailures failures) {
    this.tls = tls;
    this.side = side;
    this.failures = failures;
  }

  /** Adds TLS to a channel, behind what is in its pipeline. */
  static TlsLeg add(Channel channel, TlsHandler tls, Sender side, TlsFailures failures) {
    TlsLeg leg = new TlsLeg(tls, side, failures);
    channel.pipeline().addLast(tls, leg);
    tls.handshakeFuture().addListener(done -> leg.handshaken(done.cause()));
    return leg;
  }

  /** Returns what is to be known of a leg under TLS, or null if it is bare. */
  public static @Nullable TlsLeg of(Channel leg) {
    return leg.pipeline().get(TlsLeg.class);
  }

  /** Returns whether a leg's input has ended as if it had been cut: under TLS, by FIN alone. */
  public static boolean isTruncated(Channel leg) {
    TlsLeg tls = of(leg);
    return tls != null && tls.truncated();
  }

  /** Returns where plaintext that was held back is to be let in again. */
  public static ChannelInboundInvoker behindTls(Channel leg) {
    TlsLeg tls = of(leg);
    ChannelHandlerContext context = tls == null ? null : tls.context;
    return context == null ? leg.pipeline() : context;
  }

  /** Closes a leg as it is, and TLS says nothing of it. */
  public static void cut(Channel leg) {
    leg.unsafe().close(leg.voidPromise());
  }

  /** Returns whether the handshake goes on. */
  public boolean handshaking() {
    return !tls.handshakeFuture().isDone();
  }

  /** Ends a handshake that takes too long. */
  public void handshakeLate() {
    failed(TlsFailure.TIMEOUT);
    ChannelHandlerContext added = context;
    if (added != null) {
      cut(added.channel());
    }
  }

  /** Returns whether the input has ended without close_notify. */
  public boolean truncated() {
    return inputEnded && !closeNotified;
  }

  /** Returns whether nothing more can be written, for TLS is over. */
  public boolean outputEnded() {
    return tls.engine().isOutboundDone();
  }

  /** Returns how many of the bytes written to the leg are not in its socket. */
  public long lostBytes() {
    return handedBytes - writtenBytes;
  }

  /** Sends close_notify, behind what was written before. */
  public ChannelFuture closeNotify() {
    return tls.closeOutbound();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void write(ChannelHandlerContext to, Object message, ChannelPromise promise) {
    int count = message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    handedBytes += count;
    // Netty's TLS would forget a void promise, and a failed write with it.
    ChannelPromise told = promise.unvoid();
    told.addListener(
        written -> {
          if (written.isSuccess()) {
            writtenBytes += count;
          }
        });
    to.write(message, told);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext to, Object event) {
    if (event == SslCloseCompletionEvent.SUCCESS) {
      closeNotify(to);
    } else if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
    }
    to.fireUserEventTriggered(event);
  }

  private void closeNotify(ChannelHandlerContext to) {
    if (inputEnded) {
      return;
    }
    inputEnded = true;
    closeNotified = true;
    if (Boolean.TRUE.equals(to.channel().config().getOption(ChannelOption.ALLOW_HALF_CLOSURE))) {
      to.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else {
      to.close(); // as Netty does with a bare leg at its FIN
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext to) {
    inputEnded = true;
    to.fireChannelInactive();
  }

  /** Who dials is told by the handshake; nobody else stands in the pipeline yet. */
  @Override
  public void exceptionCaught(ChannelHandlerContext to, Throwable cause) {
    if (side == Sender.CLIENT || tls.handshakeFuture().isSuccess()) {
      to.fireExceptionCaught(cause);
    }
  }

  private void handshaken(@Nullable Throwable cause) {
    // A client that says nothing at all has only looked whether the port is open.
    if (cause != null && (tls.heard() || side == Sender.SERVICE)) {
      failed(TlsFailure.of(cause));
    }
  }

  /** Counts a handshake that came to nothing, once. */
  private void failed(TlsFailure reason) {
    if (failure == null) {
      failure = reason;
      failures.add(side, reason);
    }
  }

  /** Returns a failed handshake's exception with a message that a user can do something with. */
  SSLException failureInWords(Throwable cause) {
    TlsFailure reason = failure == null ? TlsFailure.OTHER : failure;
    String words =
        switch (reason) {
          case TIMEOUT -> "TLS is not done within the time to connect";
          case ENDED -> "ended within the TLS handshake";
          default ->
              "TLS, " + reason.label() + ": " + OneLine.of(String.valueOf(cause.getMessage()));
        };
    return new SSLException(words, cause);
  }

  /**
   * Returns whether a peer that has not said anything yet refuses us by an alert; that is a failed
   * handshake, too, which under TLS 1.3 ends for us before the peer has seen our certificate.
   */
  public boolean refused(Throwable cause) {
    boolean alert = TlsFailure.of(cause) == TlsFailure.ALERT;
    if (alert) {
      failed(TlsFailure.ALERT);
    }
    return alert;
  }
}
