package dev.closewatch.bench.soak;

import dev.closewatch.bench.soak.FrameDecoder.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;

/** The service's end of a connection: each frame goes back, unmasked, a ping as a pong. */
final class ServiceEnd extends ChannelInboundHandlerAdapter {
  /** Begins the payload of a frame that says how the service is to end the connection. */
  static final char COMMAND = '!';

  static final String[] REASONS = {"rate limit exceeded", "token expired", "no such room", ""};

  private boolean closed;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Received frame = (Received) message;
    ByteBuf payload = frame.payload();
    if (frame.opcode() == Frame.CLOSE) {
      answer(context, payload);
    } else if (frame.opcode() == Frame.TEXT
        && payload.isReadable()
        && payload.getByte(payload.readerIndex()) == COMMAND) {
      end(context, Ending.valueOf(payload.toString(StandardCharsets.US_ASCII).substring(1)));
      payload.release();
    } else {
      int ponged = Frame.FIN | Frame.PONG;
      ByteBuf head = context.alloc().buffer(10);
      Frame.header(
          head,
          frame.opcode() == Frame.PING ? ponged : frame.firstByte(),
          payload.readableBytes(),
          false);
      context.write(head, context.voidPromise());
      context.write(payload, context.voidPromise());
    }
    if (!context.channel().isWritable()) {
      context.flush();
      context.channel().config().setAutoRead(context.channel().isWritable());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      context.channel().config().setAutoRead(true);
    }
  }

  private void answer(ChannelHandlerContext context, ByteBuf payload) {
    int code = codeOf(payload);
    payload.release();
    if (!closed) {
      closed = true;
      context.write(Frame.close(answerTo(code), "", false));
    }
    endBehindAll(context);
  }

  static int codeOf(ByteBuf payload) {
    return switch (payload.readableBytes()) {
      case 0 -> Frame.EMPTY;
      case 1 -> Frame.ONE_BYTE;
      default -> payload.getUnsignedShort(payload.readerIndex());
    };
  }

  /** Returns what a library answers: the same, or that it is against the protocol. */
  static int answerTo(int code) {
    boolean illegal = code == Frame.ONE_BYTE || code == 1005 || code == 1006 || code == 2999;
    return illegal ? 1002 : code;
  }

  private void end(ChannelHandlerContext context, Ending ending) {
    if (ending == Ending.SERVICE_RESETS) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      context.close();
    } else if (ending == Ending.SERVICE_VANISHES) {
      endBehindAll(context);
    } else {
      closed = true;
      String reason = REASONS[Math.floorMod(context.channel().hashCode(), REASONS.length)];
      context.write(Frame.close(ending.close(), reason, false));
    }
  }

  private static void endBehindAll(ChannelHandlerContext context) {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      endBehindAll(context);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
