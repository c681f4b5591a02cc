package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.config.IpAddress;
import dev.closewatch.proxy.observe.ProxyHeaderResult;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the PROXY protocol header that a trusted proxy puts before everything else, TLS
 * included, and leaves with it.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  /** Is told once what came. */
  interface Taker {
    /**
     * A header has come, or what cannot be one; behind that nothing is passed on.
     *
     * @param address the client's, if the header names one
     */
    void proxyHeader(ProxyHeaderResult result, @Nullable InetAddress address);
  }

  private final Taker taker;
  private boolean failed;

  private ProxyHeader(Taker taker) {
    this.taker = taker;
  }

  /** Puts this, and what it needs, before all that reads. */
  static void expect(ChannelPipeline pipeline, Taker taker) {
    pipeline.addFirst(new ProxyHeaderDecoder(), new ProxyHeader(taker));
  }

  /** Returns whether the header has not come yet. */
  static boolean isExpected(ChannelPipeline pipeline) {
    return pipeline.get(ProxyHeader.class) != null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      if (!failed) {
        take(header);
      }
    } finally {
      header.release();
    }
    context.pipeline().remove(this);
  }

  private void take(HAProxyMessage header) {
    if (header.command() == HAProxyCommand.LOCAL) {
      taker.proxyHeader(ProxyHeaderResult.LOCAL, null);
      return;
    }
    InetAddress address = address(header);
    taker.proxyHeader(
        address == null ? ProxyHeaderResult.UNKNOWN : ProxyHeaderResult.ADDRESS, address);
  }

  /** Returns the client's address, or null if there is none of TCP over IP. */
  private static @Nullable InetAddress address(HAProxyMessage header) {
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    boolean tcp =
        protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6;
    return tcp ? IpAddress.parse(header.sourceAddress()) : null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      context.close(); // a reset
    } else if (!failed) {
      failed = true;
      boolean missing = cause instanceof ProxyHeaderDecoder.Missing;
      taker.proxyHeader(missing ? ProxyHeaderResult.MISSING : ProxyHeaderResult.MALFORMED, null);
    }
  }
}
