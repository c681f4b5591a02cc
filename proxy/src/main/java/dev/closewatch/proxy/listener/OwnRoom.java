package dev.closewatch.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Gives little messages that have to wait for their reader room of their own. What has been read is
 * a part of a large buffer that many connections share, and holds all of it: a few hundred messages
 * of 60 bytes before a reader that stands would hold 25 MB. What can be sent at once is not copied.
 */
@Sharable
final class OwnRoom extends ChannelOutboundHandlerAdapter {
  static final OwnRoom INSTANCE = new OwnRoom();

  /** From here on a message holds at most four times of what it is. */
  private static final int LARGE_BYTES = 16 * 1024;

  private OwnRoom() {}

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && bytes.readableBytes() < LARGE_BYTES && waits(context)) {
      ByteBuf copy = context.alloc().directBuffer(bytes.readableBytes());
      copy.writeBytes(bytes);
      bytes.release();
      context.write(copy, promise);
    } else {
      context.write(message, promise);
    }
  }

  private static boolean waits(ChannelHandlerContext context) {
    ChannelOutboundBuffer queue = context.channel().unsafe().outboundBuffer();
    return queue != null && queue.totalPendingWriteBytes() > 0;
  }
}
