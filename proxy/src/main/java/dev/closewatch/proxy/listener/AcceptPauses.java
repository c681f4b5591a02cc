package dev.closewatch.proxy.listener;

import dev.closewatch.proxy.upstream.SeldomLog;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The last handler of a listener: told when nobody can be accepted, for want of descriptors above
 * all. Netty's own pauses the listener for a second each time; this one says so, once a minute.
 */
@Sharable
final class AcceptPauses extends ChannelInboundHandlerAdapter {
  static final AcceptPauses INSTANCE = new AcceptPauses();

  private final SeldomLog log = new SeldomLog(AcceptPauses.class);

  private AcceptPauses() {}

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.log(
        "no connection is accepted for now, tried each second: {0}",
        String.valueOf(cause.getMessage()));
  }
}
