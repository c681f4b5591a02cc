package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Locale;

/**
 * One direction of a tunnel: everything read from the source goes to the target, in order,
 * unchanged.
 *
 * <p>It is the only inbound handler on the source's channel, so it is also told when that channel,
 * as the target of the opposite direction, becomes writable again.
 *
 * <pre>
 *   source --- bytes ---> tap ---> target        a full target pauses the source
 *   source --- FIN -----> target.shutdownOutput  the opposite direction goes on
 *   source --- RST -----> what was read, then RST, which ends both directions
 * </pre>
 */
final class HalfTunnel extends ChannelInboundHandlerAdapter {
  /** Whether a Close of ours has gone into this direction in the sender's place. */
  private enum Insertion {
    /** No: bytes pass. */
    NONE,
    /** As soon as the frame that is passing has ended. */
    PENDING,
    /** Yes: nothing may follow it, so what the sender still sends is read and dropped. */
    DONE
  }

  private final Tunnel tunnel;
  private final Sender sender;
  private final Channel source;
  private final Channel target;
  private final WriteQueue queue = new WriteQueue();

  private boolean sourceEnded;
  private TcpEndHow sourceEndHow = TcpEndHow.FIN;
  private boolean targetShut;
  private boolean paused;
  private long pausedSinceNanos;
  private Insertion insertion = Insertion.NONE;

  HalfTunnel(Tunnel tunnel, Sender sender, Channel source, Channel target) {
    this.tunnel = tunnel;
    this.sender = sender;
    this.source = source;
    this.target = target;
  }

  boolean sourceEnded() {
    return sourceEnded;
  }

  boolean targetShut() {
    return targetShut;
  }

  boolean insertionPending() {
    return insertion == Insertion.PENDING;
  }

  boolean inserted() {
    return insertion == Insertion.DONE;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (tunnel.ended() || !bytes.isReadable()) {
      bytes.release();
      return;
    }
    long nowNanos = System.nanoTime();
    tunnel.relayed(sender, bytes.readableBytes());
    try {
      switch (insertion) {
        case NONE -> {
          tunnel.tap(sender, bytes, false, nowNanos);
          write(bytes.retain());
        }
        case PENDING -> writeUpToFrameEnd(bytes, nowNanos);
        case DONE -> drop(bytes, nowNanos);
      }
    } finally {
      bytes.release();
    }
    if (insertion != Insertion.NONE) {
      tunnel.ourEnd().advance();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!targetShut) {
      target.flush();
    }
  }

  /** The source has become writable again, or not: that concerns what is written to it. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (source.isWritable()) {
      tunnel.opposite(this).resume();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (LegEnd.outputEnded(source)) {
        tunnel.opposite(this).targetGone();
      }
      endOfSource();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    tunnel.opposite(this).targetGone();
    endOfSource();
  }

  /**
   * The source is lost, found out by a read or by a write. Netty follows a failed read with the end
   * of input; after a failed write what the peer had sent before is still there to be read.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (tunnel.ended()) {
      return;
    }
    if (LegEnd.isNoLoss(cause)) {
      tunnel.opposite(this).targetGone();
      return; // and its input tells how it ends
    }
    sourceEndHow = howLost(cause);
    tunnel.opposite(this).targetGone();
    tunnel.sourceLost(this, sourceEnded);
  }

  private static TcpEndHow howLost(Throwable cause) {
    String message = cause instanceof IOException ? cause.getMessage() : null;
    boolean timedOut = message != null && message.toLowerCase(Locale.ROOT).contains("timed out");
    return timedOut ? TcpEndHow.TIMEOUT : TcpEndHow.RESET;
  }

  /** Nothing more will come from the source. */
  void endOfSource() {
    if (sourceEnded || tunnel.ended()) {
      return;
    }
    sourceEnded = true;
    insertion = insertion == Insertion.PENDING ? Insertion.NONE : insertion;
    stopPausing();
    tunnel.legEnded(sender, sourceEndHow);
    if (sourceEndHow != TcpEndHow.FIN) {
      tunnel.handOnReset(this);
    } else if (tunnel.ourEnd().answersDue()) {
      tunnel.ourEnd().advance();
    } else {
      shutTarget();
    }
  }

  /** Ends the target's input, behind everything that was written before. */
  void shutTarget() {
    if (targetShut) {
      tunnel.checkEnded();
      return;
    }
    // Netty fails what is still queued when the output is shut, so the queue has to drain first.
    afterPendingWrites(
        () -> {
          if (targetShut) {
            return;
          }
          targetShut = true;
          if (tunnel.bothSourcesEnded() && tunnel.opposite(this).targetShut()) {
            tunnel.checkEnded(); // closing both legs says FIN as well, for one system call less
            return;
          }
          // What the target still sends ends with its leg: nobody writes to it any more.
          target.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
          LegEnd.shutOutput(target, LegEnd.truncated(source))
              .addListener(done -> tunnel.checkEnded());
        });
  }

  /** Runs the action when all that was written to the target is in its socket, or lost. */
  void afterPendingWrites(Runnable action) {
    ChannelOutboundBuffer pending = target.unsafe().outboundBuffer();
    if (targetShut || pending == null || pending.totalPendingWriteBytes() == 0) {
      action.run();
      return;
    }
    target.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> action.run());
  }

  /** The target takes nothing any more: what waits for it, and what still comes, is undelivered. */
  void targetGone() {
    if (targetShut || tunnel.ended()) {
      return;
    }
    tunnel.undelivered(sender, lostBytes());
    targetShut = true;
    insertion = insertion == Insertion.PENDING ? Insertion.NONE : insertion;
    resume(); // else the source's own end would never be seen
  }

  /** Returns how many of the bytes handed to the target will never be in its socket. */
  long lostBytes() {
    return queue.lostBytes(target);
  }

  /** Puts a Close of ours behind what the sender has sent, now or at the end of its frame. */
  void insertClose() {
    if (targetShut || insertion != Insertion.NONE) {
      return;
    }
    if (tunnel.analyzer().mayInsertClose(sender)) {
      writeOurClose();
    } else if (tunnel.analyzer().mayInsertCloseLater(sender)) {
      insertion = Insertion.PENDING;
    }
  }

  private void writeOurClose() {
    insertion = Insertion.DONE;
    Sender leg = sender.other();
    OurClose ours = tunnel.ourEnd().close();
    target
        .writeAndFlush(ours.frame(target.alloc(), leg))
        .addListener(
            written -> {
              if (written.isSuccess()) {
                tunnel.analyzer().ourCloseWritten(leg, ours.close());
              }
            });
    resume(); // the answer has to be read, however slowly the target reads
  }

  private void writeUpToFrameEnd(ByteBuf bytes, long nowNanos) {
    while (bytes.isReadable() && insertion == Insertion.PENDING) {
      int taken = tunnel.tap(sender, bytes, true, nowNanos);
      write(bytes.readRetainedSlice(taken));
      if (!tunnel.analyzer().mayInsertCloseLater(sender)) {
        insertion = Insertion.NONE; // a Close of the sender's own has just passed
      } else if (tunnel.analyzer().mayInsertClose(sender)) {
        writeOurClose();
      }
    }
    if (bytes.isReadable() && insertion == Insertion.DONE) {
      drop(bytes, nowNanos);
    } else if (bytes.isReadable()) {
      tunnel.tap(sender, bytes, false, nowNanos);
      write(bytes.retain());
    }
  }

  private void drop(ByteBuf bytes, long nowNanos) {
    tunnel.tap(sender, bytes, false, nowNanos);
    tunnel.undelivered(sender, bytes.readableBytes());
  }

  /** Writes, and gives away, the bytes that were tapped last. */
  private void write(ByteBuf bytes) {
    int count = bytes.readableBytes();
    if (targetShut) {
      bytes.release();
      tunnel.undelivered(sender, count);
      return;
    }
    queue.hand(target, count);
    int closeBytes = tunnel.closeBytes();
    if (closeBytes >= 0) {
      target
          .write(bytes.readRetainedSlice(closeBytes))
          .addListener(
              written -> {
                if (written.isSuccess()) {
                  tunnel.analyzer().closeWritten(sender, System.nanoTime());
                }
              });
    }
    if (bytes.isReadable()) {
      target.write(bytes, target.voidPromise());
    } else {
      ReferenceCountUtil.release(bytes);
    }
    if (!target.isWritable()) {
      target.flush();
      if (!target.isWritable()) {
        pause();
      }
    }
  }

  private void pause() {
    if (!paused) {
      paused = true;
      pausedSinceNanos = System.nanoTime();
      source.config().setAutoRead(false);
      tunnel.paused(sender.other());
    }
  }

  private void resume() {
    if (paused) {
      stopPausing();
      source.config().setAutoRead(true);
    }
  }

  /** Accounts for the end of a pause, whatever ended it. */
  void stopPausing() {
    if (paused) {
      paused = false;
      tunnel.resumed(sender, System.nanoTime() - pausedSinceNanos);
    }
  }
}
