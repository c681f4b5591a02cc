package dev.closewatch.bench.soak;

import dev.closewatch.bench.soak.FrameDecoder.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's end of a connection: says something now and then, and compares what comes back. */
final class Visitor extends ChannelInboundHandlerAdapter {
  private static final int MOST_WAITING = 60;
  private static final double LOG_USUAL_LONGEST = Math.log(4_096);
  private static final int LONG = 300_000;
  private static final int SLOW_BYTES = 2_000_000;

  private final Crowd crowd;
  private final SplittableRandom random;
  private final Channel channel;
  private final Queue<Frame> expected = new ArrayDeque<>(4);
  private @Nullable Ending ending;
  private long endingSinceNanos;
  private boolean closeSeen;
  private boolean gone;

  /** Its place in the crowd's list of those that are open. */
  int index = -1;

  Visitor(Crowd crowd, SplittableRandom random, Channel channel) {
    this.crowd = crowd;
    this.random = random;
    this.channel = channel;
  }

  // ---- saying ----

  /** Says something, unless much of what it has said is still on its way. */
  void say() {
    if (expected.size() > MOST_WAITING || !channel.isWritable()) {
      return;
    }
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> send(Frame.FIN | Frame.TEXT, length());
      case 4, 5, 6 -> send(Frame.FIN | Frame.BINARY, length());
      case 7, 8 -> sendFragments();
      default -> send(Frame.FIN | Frame.PING, random.nextInt(126));
    }
    channel.flush();
  }

  private void sendFragments() {
    send(Frame.BINARY, length());
    for (int i = random.nextInt(4); i > 0; i--) {
      if (random.nextBoolean()) {
        send(Frame.FIN | Frame.PING, random.nextInt(126));
      }
      send(0, length());
    }
    send(Frame.FIN, length());
  }

  /**
   * As many short ones as long ones, by orders of magnitude; and now and then a really long one.
   */
  private int length() {
    return random.nextInt(200) == 0
        ? random.nextInt(LONG)
        : (int) Math.exp(random.nextDouble() * LOG_USUAL_LONGEST) - 1;
  }

  private void send(int firstByte, int length) {
    channel.write(frame(firstByte, length), channel.voidPromise());
  }

  private ByteBuf frame(int firstByte, int length) {
    Frame frame = new Frame(firstByte, random.nextLong(), length);
    expected.add(frame);
    return frame.masked(channel.alloc());
  }

  /** Returns a first frame that goes with the request in one piece. */
  ByteBuf earlyFrame() {
    return frame(Frame.FIN | Frame.TEXT, random.nextInt(500));
  }

  /** Says a lot and reads nothing for a while: both directions fill up. */
  void beSlow() {
    channel.config().setAutoRead(false);
    for (int bytes = 0; bytes < SLOW_BYTES; bytes += LONG) {
      send(Frame.FIN | Frame.BINARY, LONG);
    }
    channel.flush();
    channel.eventLoop().schedule(() -> channel.config().setAutoRead(true), 2, TimeUnit.SECONDS);
  }

  // ---- ending ----

  boolean isEnding() {
    return ending != null;
  }

  /** Returns whether it has been ending for longer than anything may take. */
  boolean overdue(long nowNanos) {
    return ending != null && nowNanos - endingSinceNanos > TimeUnit.SECONDS.toNanos(45);
  }

  void end(Ending how) {
    ending = how;
    endingSinceNanos = System.nanoTime();
    channel.config().setAutoRead(true);
    switch (how) {
      case CLIENT_VANISHES -> closeBehindAll();
      case CLIENT_RESETS -> {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
      }
      case CLIENT_CUTS_A_FRAME -> {
        Frame frame = new Frame(Frame.FIN | Frame.TEXT, random.nextLong(), 100);
        channel.write(frame.masked(channel.alloc()).writerIndex(50));
        finBehindAll();
      }
      case CLIENT_HALF_CLOSES -> {
        channel.write(Frame.close(how.close(), "bye", true));
        finBehindAll();
      }
      default -> {
        if (how.byClient()) {
          channel.writeAndFlush(Frame.close(how.close(), "bye", true));
        } else {
          channel.writeAndFlush(command(how));
        }
      }
    }
  }

  private static ByteBuf command(Ending how) {
    byte[] text = (ServiceEnd.COMMAND + how.name()).getBytes(StandardCharsets.US_ASCII);
    ByteBuf out = Unpooled.buffer();
    Frame.header(out, Frame.FIN | Frame.TEXT, text.length, true);
    return out.writeInt(0).writeBytes(text);
  }

  private void finBehindAll() {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> ((DuplexChannel) channel).shutdownOutput());
  }

  private void closeBehindAll() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  // ---- hearing ----

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Received received = (Received) message;
    ByteBuf payload = received.payload();
    try {
      if (received.opcode() == Frame.CLOSE) {
        closeCame(payload);
      } else {
        compare(received);
      }
    } finally {
      payload.release();
    }
  }

  private void compare(Received received) {
    Frame frame = expected.poll();
    if (frame == null) {
      wrong("a frame that nobody has sent");
      return;
    }
    int sent = frame.firstByte();
    int echoed = sent == (Frame.FIN | Frame.PING) ? Frame.FIN | Frame.PONG : sent;
    if (received.firstByte() != echoed || !frame.isPayload(received.payload())) {
      wrong("a frame of " + frame.length() + " bytes came back as another");
    }
    crowd.compared(frame.length());
  }

  private void closeCame(ByteBuf payload) {
    Ending how = ending;
    if (how == null || !how.hasClose() || closeSeen) {
      wrong("a Close that nobody has asked for");
      return;
    }
    closeSeen = true;
    int code = ServiceEnd.codeOf(payload);
    int meant = how.byClient() ? ServiceEnd.answerTo(how.close()) : how.close();
    if (code != meant) {
      wrong("Close " + code + " instead of " + meant);
    }
    if (!how.byClient()) {
      channel.writeAndFlush(Frame.close(ServiceEnd.answerTo(code), "", true));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded();
      closeBehindAll();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    inputEnded();
    crowd.left(this);
  }

  private void inputEnded() {
    Ending how = ending;
    if (gone) {
      return;
    }
    gone = true;
    if (how == null) {
      wrong("ended by itself");
    } else if (how.hasClose() && !closeSeen) {
      wrong("ended without its Close");
    } else if (how.losesNothing() && !expected.isEmpty()) {
      wrong(expected.size() + " frames never came back");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (ending != Ending.SERVICE_RESETS) {
      wrong(cause.toString());
    }
    context.close();
  }

  void wrong(String what) {
    crowd.wrong((ending == null ? "open" : ending.name()) + ": " + what);
  }
}
