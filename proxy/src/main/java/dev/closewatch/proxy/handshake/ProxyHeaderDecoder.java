package dev.closewatch.proxy.handshake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads a PROXY protocol header, v1 or v2, off the front of a connection, and leaves. What does not
 * begin as one is refused at its first wrong byte: Netty's decoder would wait for a whole line of
 * it.
 */
final class ProxyHeaderDecoder extends HAProxyMessageDecoder {
  /** Beside the addresses, so that a header has at most 4 KiB, as for nginx. */
  private static final int MAX_EXTENSION_BYTES = 4_096 - 232;

  private static final byte[] V1 = "PROXY ".getBytes(US_ASCII);
  private static final byte[] V2 = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);

  /**
   * Netty's decoder does not let go of all parts of extensions that are nested and broken. On the
   * heap, out of any pool, they are the collector's.
   */
  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private byte[] signature = V1;
  private int matched;
  private boolean refused;

  ProxyHeaderDecoder() {
    super(MAX_EXTENSION_BYTES);
    setCumulator((unused, before, more) -> MERGE_CUMULATOR.cumulate(HEAP, before, more));
  }

  /** The connection begins with something else. */
  static final class Missing extends HAProxyProtocolException {
    private static final long serialVersionUID = 1L;

    Missing() {
      super("no PROXY protocol header");
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (refused || (message instanceof ByteBuf bytes && !begins(bytes))) {
      ReferenceCountUtil.release(message);
      if (!refused) {
        refused = true;
        context.fireExceptionCaught(new Missing());
      }
      return;
    }
    super.channelRead(context, message instanceof ByteBuf more ? onHeap(more) : message);
  }

  private static ByteBuf onHeap(ByteBuf bytes) {
    try {
      return HEAP.heapBuffer(bytes.readableBytes()).writeBytes(bytes);
    } finally {
      bytes.release();
    }
  }

  /** Returns whether what has come so far may be the beginning of a header. */
  private boolean begins(ByteBuf bytes) {
    for (int i = bytes.readerIndex(); i < bytes.writerIndex() && matched < signature.length; i++) {
      byte b = bytes.getByte(i);
      if (matched == 0 && b == V2[0]) {
        signature = V2;
      }
      if (b != signature[matched++]) {
        return false;
      }
    }
    return true;
  }
}
