package dev.closewatch.bench.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client's handshake: its request, and the answer's head up to its empty line. */
final class Handshake extends ByteToMessageDecoder {
  private static final ByteBuf END = ascii("\r\n\r\n");
  private static final String[] USER_AGENTS = {
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142"
        + ".0.0.0 Safari/537.36\r\n",
    "User-Agent: okhttp/4.12.0\r\n",
    "User-Agent: Python/3.12 websockets/15.0\r\n",
    ""
  };

  private final Crowd crowd;
  private final Visitor visitor;
  private final boolean refused;
  private boolean answered;

  private Handshake(Crowd crowd, Visitor visitor, boolean refused) {
    this.crowd = crowd;
    this.visitor = visitor;
    this.refused = refused;
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  /**
   * Asks.
   *
   * @param early whether a first frame goes with the request
   */
  static void over(Channel channel, Crowd crowd, Visitor visitor, boolean early) {
    ask(channel, new Handshake(crowd, visitor, false), "/room/" + channel.hashCode() + "?token=x");
    if (early) {
      channel.write(visitor.earlyFrame(), channel.voidPromise());
    }
    channel.flush();
  }

  /** Asks for what the service refuses. */
  static void inVain(Channel channel, Crowd crowd, Visitor visitor) {
    ask(channel, new Handshake(crowd, visitor, true), EchoService.REFUSED);
    channel.flush();
  }

  private static void ask(Channel channel, Handshake handshake, String target) {
    channel.pipeline().addLast(handshake);
    String request =
        "GET "
            + target
            + " HTTP/1.1\r\nHost: soak\r\n"
            + USER_AGENTS[Math.floorMod(channel.hashCode(), USER_AGENTS.length)]
            + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    channel.write(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII), channel.voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int end = ByteBufUtil.indexOf(END, in);
    if (answered || end < 0) {
      return;
    }
    answered = true;
    String head = in.readCharSequence(end + 4, StandardCharsets.US_ASCII).toString();
    if (!head.startsWith(refused ? "HTTP/1.1 401 " : "HTTP/1.1 101 ")) {
      crowd.wrong("a handshake: " + head.lines().findFirst().orElse(""));
      context.close();
    } else if (refused) {
      in.skipBytes(in.readableBytes());
      context.close();
    } else {
      context.pipeline().addLast(new FrameDecoder(), visitor);
      crowd.opened(visitor);
      context.pipeline().remove(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!answered) {
      crowd.wrong("a handshake: ended without an answer");
    }
    crowd.handshakeOver(refused);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    crowd.wrong("a handshake: " + cause);
    context.close();
  }
}
