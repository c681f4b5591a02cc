package dev.closewatch.bench.soak;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The service behind the proxy: sends back every body and every frame, and ends a connection as it
 * is told to.
 */
final class EchoService extends ChannelInboundHandlerAdapter {
  static final String REFUSED = "/refused";
  private static final int BACKLOG = 4_096;

  private @Nullable HttpRequest request;

  private EchoService() {}

  /** Starts it on a free port of the loopback, which it returns. */
  static Channel start(EventLoopGroup loops) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), new EchoService());
              }
            })
        .bind("127.0.0.1", 0)
        .syncUninterruptibly()
        .channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest head) {
      begin(context, head);
    }
    if (message instanceof HttpContent content) {
      HttpRequest asked = request;
      String key = asked == null ? null : asked.headers().get("Sec-WebSocket-Key");
      if (asked == null || key == null) {
        context.writeAndFlush(content, context.voidPromise());
      } else {
        content.release();
        if (content instanceof LastHttpContent && !asked.uri().equals(REFUSED)) {
          switchProtocols(context, key);
        }
      }
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) {
    request = head;
    if (head.uri().equals(REFUSED)) {
      ByteBuf body = Unpooled.copiedBuffer("refused", StandardCharsets.US_ASCII);
      HttpResponse answer =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED, body);
      answer.headers().set(CONTENT_LENGTH, body.readableBytes());
      context.writeAndFlush(answer, context.voidPromise());
    } else if (!head.headers().contains("Sec-WebSocket-Key")) {
      HttpResponse answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      answer.headers().set(CONTENT_LENGTH, head.headers().get(CONTENT_LENGTH, "0"));
      context.write(answer, context.voidPromise());
    }
  }

  private static void switchProtocols(ChannelHandlerContext context, String key) {
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n";
    Channel channel = context.channel();
    channel.pipeline().addLast(new FrameDecoder(), new ServiceEnd());
    channel.pipeline().remove(HttpServerCodec.class);
    channel.writeAndFlush(
        Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII), channel.voidPromise());
    context.pipeline().remove(EchoService.class);
  }

  private static String accept(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close(); // before the frames begin there is nothing to end in halves
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // a reset, as it comes
  }
}
