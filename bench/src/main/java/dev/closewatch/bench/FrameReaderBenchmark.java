package dev.closewatch.bench;

import dev.closewatch.analyzer.frame.FrameListener;
import dev.closewatch.analyzer.frame.FrameReader;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a frame costs the reader, and what it costs Netty's decoder, on the same bytes in the same
 * run: nanoseconds a frame.
 *
 * <p>The two do not do the same: the decoder copies and unmasks each payload and makes an object of
 * it, which an endpoint needs and an observer does not. That is the point of having a reader.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameReaderBenchmark {
  private static final int PIECE_BYTES = 64 * 1024;

  private static final int SMALL_PAYLOAD_BYTES = 64;
  private static final int SMALL_CLIENT_FRAME_BYTES = 2 + 4 + SMALL_PAYLOAD_BYTES;
  private static final int SMALL_CLIENT_FRAMES = PIECE_BYTES / SMALL_CLIENT_FRAME_BYTES;
  private static final int SMALL_SERVICE_FRAMES = PIECE_BYTES / (2 + SMALL_PAYLOAD_BYTES);

  /** With their headers they are a little longer than a piece, so that no two are cut alike. */
  private static final int LARGE_PAYLOAD_BYTES = 64 * 1024;

  private static final int LARGE_CLIENT_FRAMES = 8;

  private final Stream smallClientFrames =
      new Stream(Sender.CLIENT, SMALL_CLIENT_FRAMES, SMALL_PAYLOAD_BYTES);
  private final Stream smallServiceFrames =
      new Stream(Sender.SERVICE, SMALL_SERVICE_FRAMES, SMALL_PAYLOAD_BYTES);
  private final Stream largeClientFrames =
      new Stream(Sender.CLIENT, LARGE_CLIENT_FRAMES, LARGE_PAYLOAD_BYTES);

  /** Checks that both see every frame, so that no figure is that of a reader that is lost. */
  @Setup
  public void check() {
    for (Stream stream : new Stream[] {smallClientFrames, smallServiceFrames, largeClientFrames}) {
      if (stream.read(PIECE_BYTES) != stream.frames || stream.decode() != stream.frames) {
        throw new IllegalStateException("frames were lost");
      }
    }
  }

  /** Gives back what Netty counts references of. */
  @TearDown(Level.Trial)
  public void release() {
    smallClientFrames.release();
    smallServiceFrames.release();
    largeClientFrames.release();
  }

  @Benchmark
  @OperationsPerInvocation(SMALL_CLIENT_FRAMES)
  public int reader64BytesFromClient() {
    return smallClientFrames.read(PIECE_BYTES);
  }

  /** As a chat brings them: each read of the socket gives one frame. */
  @Benchmark
  @OperationsPerInvocation(SMALL_CLIENT_FRAMES)
  public int reader64BytesFromClientOneARead() {
    return smallClientFrames.read(SMALL_CLIENT_FRAME_BYTES);
  }

  @Benchmark
  @OperationsPerInvocation(SMALL_SERVICE_FRAMES)
  public int reader64BytesFromService() {
    return smallServiceFrames.read(PIECE_BYTES);
  }

  @Benchmark
  @OperationsPerInvocation(LARGE_CLIENT_FRAMES)
  public int reader64KibFromClient() {
    return largeClientFrames.read(PIECE_BYTES);
  }

  @Benchmark
  @OperationsPerInvocation(SMALL_CLIENT_FRAMES)
  public int netty64BytesFromClient() {
    return smallClientFrames.decode();
  }

  @Benchmark
  @OperationsPerInvocation(SMALL_SERVICE_FRAMES)
  public int netty64BytesFromService() {
    return smallServiceFrames.decode();
  }

  @Benchmark
  @OperationsPerInvocation(LARGE_CLIENT_FRAMES)
  public int netty64KibFromClient() {
    return largeClientFrames.decode();
  }

  /** Binary frames one after the other, and the two that read them in pieces. */
  private static final class Stream {
    final int frames;
    private final ByteBuf bytes;
    private final ByteBuffer view;
    private final Counter told = new Counter();
    private final Releaser decoded = new Releaser();
    private final FrameReader reader;
    private final EmbeddedChannel channel;

    Stream(Sender sender, int frames, int payloadBytes) {
      this.frames = frames;
      boolean masked = sender == Sender.CLIENT;
      bytes = PooledByteBufAllocator.DEFAULT.directBuffer(frames * (14 + payloadBytes));
      for (int i = 0; i < frames; i++) {
        writeFrame(bytes, masked, payloadBytes, i);
      }
      view = bytes.nioBuffer();
      reader = new FrameReader(sender, ReservedBits.NONE, told);
      channel =
          new EmbeddedChannel(
              new WebSocket13FrameDecoder(
                  WebSocketDecoderConfig.newBuilder()
                      .expectMaskedFrames(masked)
                      .maxFramePayloadLength(payloadBytes)
                      .build()),
              decoded);
    }

    private static void writeFrame(ByteBuf bytes, boolean masked, int payloadBytes, int seed) {
      int mask = masked ? 0x80 : 0;
      bytes.writeByte(0x82);
      if (payloadBytes < 126) {
        bytes.writeByte(mask | payloadBytes);
      } else {
        bytes.writeByte(mask | 127).writeLong(payloadBytes);
      }
      if (masked) {
        bytes.writeInt(0x9E3779B9 * (seed + 1));
      }
      for (int i = 0; i < payloadBytes; i++) {
        bytes.writeByte(i * 31 + seed);
      }
    }

    int read(int pieceBytes) {
      told.frames = 0;
      int end = view.capacity();
      for (int at = 0; at < end; at += pieceBytes) {
        reader.read(view, at, Math.min(end, at + pieceBytes), false);
      }
      return told.frames;
    }

    int decode() {
      decoded.frames = 0;
      int end = bytes.readableBytes();
      for (int at = 0; at < end; at += PIECE_BYTES) {
        channel.writeInbound(bytes.retainedSlice(at, Math.min(PIECE_BYTES, end - at)));
      }
      return decoded.frames;
    }

    void release() {
      channel.finishAndReleaseAll();
      bytes.release();
    }
  }

  private static final class Counter implements FrameListener {
    int frames;

    @Override
    public void frame(Opcode opcode, long payloadBytes, boolean endsMessage) {
      frames++;
    }

    @Override
    public void close(byte @Nullable [] payload, int payloadBytes) {}

    @Override
    public void violation(Violation violation) {
      throw new IllegalStateException(violation.label());
    }

    @Override
    public void unreadable() {
      throw new IllegalStateException("unreadable");
    }
  }

  private static final class Releaser extends ChannelInboundHandlerAdapter {
    int frames;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      frames++;
      ((WebSocketFrame) message).release();
    }
  }
}
