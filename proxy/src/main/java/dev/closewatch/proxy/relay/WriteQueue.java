package dev.closewatch.proxy.relay;

import dev.closewatch.proxy.tls.TlsLeg;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Knows how many bytes still wait in Netty for a leg's socket, without a listener on each write:
 * those would cost an object a message.
 */
final class WriteQueue {
  private long handedBytes;
  private long writtenBytes;

  /** So many bytes are about to be written to the leg. */
  void hand(Channel leg, int count) {
    ChannelOutboundBuffer buffer = leg.unsafe().outboundBuffer();
    if (buffer != null && buffer.isEmpty()) {
      writtenBytes = handedBytes; // as known now, for when it cannot be seen any more
    }
    handedBytes += count;
  }

  /**
   * Returns how many of those handed over are not in the leg's socket, now that it takes no more.
   */
  long lostBytes(Channel leg) {
    TlsLeg tls = TlsLeg.of(leg);
    if (tls != null) {
      return tls.lostBytes(); // what waits in the leg's buffer is encrypted
    }
    ChannelOutboundBuffer buffer = leg.unsafe().outboundBuffer();
    if (buffer == null) {
      return handedBytes - writtenBytes; // a failed write has emptied it already
    }
    buffer.addFlush(); // only what is flushed can be visited
    long[] sum = {0};
    try {
      buffer.forEachFlushedMessage(
          message -> {
            sum[0] += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            return true;
          });
    } catch (Exception e) {
      throw new IllegalStateException("a visitor that throws nothing has thrown", e);
    }
    return sum[0];
  }
}
