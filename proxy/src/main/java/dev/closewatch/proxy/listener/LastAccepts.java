package dev.closewatch.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Closes a listener when its queue is empty. To their clients, connections in that queue stand: the
 * kernel has answered for us. A listener that is closed has the kernel reset what it holds, unless
 * {@code net.ipv4.tcp_migrate_req} has it handed to another listener of the port.
 *
 * <p>The event loop asks the kernel for events in each of its rounds, and may take but one
 * connection in each. So the listener goes on until there is a round in which it got none, and is
 * closed at the end of that round; only what comes in between the two can be lost.
 */
final class LastAccepts extends ChannelInboundHandlerAdapter {
  /** Against a crowd that leaves no round without a connection. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Channel listener;
  private final long beganNanos = System.nanoTime();
  private boolean taken;

  private LastAccepts(Channel listener) {
    this.listener = listener;
  }

  /** Closes the listener behind what waits in its queue; from any thread. */
  static ChannelFuture close(Channel listener) {
    LastAccepts last = new LastAccepts(listener);
    listener.eventLoop().execute(last::begin);
    return listener.closeFuture();
  }

  private void begin() {
    listener.pipeline().addFirst(this);
    lookAfterTheNextRound();
  }

  private void lookAfterTheNextRound() {
    // What is scheduled is taken up once in a round, behind its events.
    listener.eventLoop().schedule(this::look, 0, TimeUnit.NANOSECONDS);
  }

  private void look() {
    if (!taken || System.nanoTime() - beganNanos > MOST_NANOS) {
      listener.close();
    } else {
      taken = false;
      lookAfterTheNextRound();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    taken = true;
    context.fireChannelRead(accepted);
  }
}
