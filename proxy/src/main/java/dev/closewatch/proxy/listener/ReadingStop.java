package dev.closewatch.proxy.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Stops reading before a channel closes. Of io_uring in Netty 4.2.17: a close waits for a read that
 * is under way, and that read's end arms the next poll, which nobody cancels any more; it holds the
 * socket open in the kernel for ever, without a descriptor, so that the peer sees no end.
 */
@Sharable
final class ReadingStop extends ChannelOutboundHandlerAdapter {
  static final ReadingStop INSTANCE = new ReadingStop();

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    context.channel().config().setAutoRead(false);
    context.close(promise);
  }
}
