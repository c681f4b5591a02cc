package dev.closewatch.proxy.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The last handler of a listener: told when nobody can be accepted, for want of descriptors above
 * all. Netty's own pauses the listener for a second each time; this one says so, once a minute.
 */
@Sharable
final class AcceptPauses extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = System.getLogger(AcceptPauses.class.getName());
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  static final AcceptPauses INSTANCE = new AcceptPauses();

  private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - AGAIN_NANOS);

  private AcceptPauses() {}

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    long now = System.nanoTime();
    long told = toldNanos.get();
    if (now - told >= AGAIN_NANOS && toldNanos.compareAndSet(told, now)) {
      String why = cause.getMessage();
      LOG.log(Level.WARNING, "no connection is accepted for now, tried each second: {0}", why);
    }
  }
}
