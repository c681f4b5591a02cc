package dev.closewatch.bench.soak;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.util.SplittableRandom;

/** A client that is no WebSocket: some requests over one connection, whose bodies come back. */
final class Asking extends ChannelInboundHandlerAdapter {
  private static final int LONGEST = 200_000;

  private final Crowd crowd;
  private final SplittableRandom random;
  private int left;
  private Frame body = new Frame(Frame.BINARY, 0, 0);

  private Asking(Crowd crowd, SplittableRandom random) {
    this.crowd = crowd;
    this.random = random;
    left = 1 + random.nextInt(4);
  }

  static void over(Channel channel, Crowd crowd, SplittableRandom random) {
    Asking asking = new Asking(crowd, random);
    channel
        .pipeline()
        .addLast(new HttpClientCodec(), new HttpObjectAggregator(2 * LONGEST), asking);
    asking.ask(channel);
  }

  private void ask(Channel channel) {
    left--;
    body = new Frame(Frame.BINARY, random.nextLong(), random.nextInt(LONGEST));
    ByteBuf bytes = channel.alloc().buffer(body.length());
    for (int i = 0; i < body.length(); i++) {
      bytes.writeByte(body.payload(i));
    }
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/mirror", bytes);
    request.headers().set(HttpHeaderNames.HOST, "soak");
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
    channel.writeAndFlush(request, channel.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    FullHttpResponse answer = (FullHttpResponse) message;
    if (answer.status().code() != 200 || !body.isPayload(answer.content())) {
      crowd.wrong("a request: " + answer.status() + ", or another body than was sent");
    }
    answer.release();
    crowd.answered(body.length());
    if (left > 0) {
      ask(context.channel());
    } else {
      context.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    crowd.askedEnough(left > 0);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    crowd.wrong("a request: " + cause);
    context.close();
  }
}
