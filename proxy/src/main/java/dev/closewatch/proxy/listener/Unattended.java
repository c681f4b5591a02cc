package dev.closewatch.proxy.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands in the pipeline of a leg that is still connecting. Whoever dials is told when that fails;
 * what the channel itself has to say of it would only be a stack trace in the log.
 */
@Sharable
final class Unattended extends ChannelInboundHandlerAdapter {
  static final Unattended INSTANCE = new Unattended();

  private Unattended() {}

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Nothing: a connect that has failed closes its channel by itself.
  }
}
