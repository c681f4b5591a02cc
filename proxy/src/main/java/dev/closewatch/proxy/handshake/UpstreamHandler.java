package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.upstream.Connector;
import dev.closewatch.proxy.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The leg to the service while it speaks HTTP. It belongs to one client and lives no longer than
 * that client's leg: a kept-alive connection that the service closes is closed to the client too,
 * who then sees what it would have seen without us.
 */
final class UpstreamHandler extends ChannelInboundHandlerAdapter {
  private static final String CODEC = "httpCodec";

  private final ClientHandler client;
  private final Route route;
  private final Upstream upstream;
  private final Channel channel;
  private @Nullable Exchange exchange;

  UpstreamHandler(ClientHandler client, Route route, Connector.Leg leg) {
    this.client = client;
    this.route = route;
    upstream = leg.upstream();
    channel = leg.channel();
  }

  void start(int maxHeadBytes) {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeadBytes)
            .setMaxHeaderSize(maxHeadBytes);
    channel.pipeline().addLast(CODEC, new HttpClientCodec(config, false, false));
    channel.pipeline().addLast(this);
  }

  Channel channel() {
    return channel;
  }

  /** Returns the route that it was opened for: it carries no request of another. */
  Route route() {
    return route;
  }

  /** Returns the service instance's identity. */
  String peer() {
    return upstream.url().authority();
  }

  Upstream upstream() {
    return upstream;
  }

  /** Returns what the service calls itself, for requests that are to say so. */
  String hostHeader() {
    return upstream.url().hostHeader();
  }

  void setExchange(@Nullable Exchange current) {
    exchange = current;
  }

  /** Behind a 101 bytes are no longer HTTP: the codec gives up what it holds. */
  void stopDecoding() {
    channel.pipeline().remove(CODEC);
  }

  /** Nothing but what the caller adds, and TLS, is left in the pipeline. */
  void leaveHttp() {
    exchange = null;
    channel.pipeline().remove(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Exchange current = exchange;
    if (current == null) {
      ReferenceCountUtil.release(message); // nobody asked
    } else if (message instanceof ByteBuf bytes) {
      current.earlyFromService(this, bytes);
    } else if (message instanceof HttpResponse response) {
      current.response(response);
      if (message instanceof HttpContent) {
        ReferenceCountUtil.release(message); // what could not be read comes as head and end in one
      }
    } else if (message instanceof HttpContent content) {
      current.responseContent(content);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    client.channel().flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    client.channel().config().setAutoRead(channel.isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    Exchange current = exchange;
    if (event instanceof ChannelInputShutdownEvent && current != null) {
      current.serviceInputEnded();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Exchange current = exchange;
    boolean keptAlive = client.upstream() == this;
    if (current != null) {
      current.serviceGone();
    } else if (keptAlive) {
      client.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Exchange current = exchange;
    if (current != null) {
      current.serviceFailed(cause);
    } else {
      channel.close();
    }
  }
}
