package dev.closewatch.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Netty's TLS, but for what a relay has to know of and others do not. */
final class TlsHandler extends SslHandler {
  /** For our close_notify to get into a socket that takes nothing, before it is closed without. */
  private static final long CLOSE_NOTIFY_MILLIS = 500;

  private boolean heard;

  TlsHandler(SSLEngine engine) {
    super(engine);
    setHandshakeTimeoutMillis(0); // whoever waits for the handshake has a time for it
    setCloseNotifyFlushTimeout(CLOSE_NOTIFY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns whether the peer has sent a byte. */
  boolean heard() {
    return heard;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    heard = true;
    super.channelRead(context, message);
  }

  /** Netty keeps a reset behind close_notify to itself; it has to be handed on. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (cause instanceof IOException && !(cause instanceof SSLException)) {
      context.fireExceptionCaught(cause);
    } else {
      super.exceptionCaught(context, cause);
    }
  }
}
