package dev.closewatch.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * The least that a tunnel over Netty's io_uring can be: bytes go from one leg to the other, and
 * nobody looks at them. What closewatch costs above it is what closewatch does.
 *
 * <p>It reads into buffers of the loop, as many and as large as those of closewatch, and one read
 * at a time if Netty's two properties for multishot are false, as closewatch sets them. It is a
 * yardstick and no proxy: it knows no back-pressure and no half-closed leg.
 */
public final class BareTunnel {
  private static final String HOST = "127.0.0.1";
  private static final short GROUP = 0;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int LOOPS = 2; // as nginx has workers

  private BareTunnel() {}

  /** Relays what comes to the first argument, a port, to the second one, both on 127.0.0.1. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    int servicePort = Integer.parseInt(arguments[1]);
    IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
    config.setBufferRingConfig(
        IoUringBufferRingConfig.builder()
            .bufferGroupId(GROUP)
            .bufferRingSize((short) 64)
            .batchSize(4)
            .allocator(new IoUringFixedBufferRingAllocator(BUFFER_BYTES))
            .build());
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(LOOPS, IoUringIoHandler.newFactory(config));
    for (int i = 0; i < LOOPS; i++) {
      listen(loops.next(), port, servicePort);
    }
    loops.terminationFuture().sync();
  }

  private static void listen(EventLoop loop, int port, int servicePort)
      throws InterruptedException {
    new ServerBootstrap()
        .group(loop, loop)
        .channel(IoUringServerSocketChannel.class)
        .option(UnixChannelOption.SO_REUSEPORT, true)
        .option(ChannelOption.SO_BACKLOG, 4096)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BUFFER_BYTES))
        .childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel client) {
                connect(client, servicePort);
              }
            })
        .bind(HOST, port)
        .sync();
  }

  private static void connect(Channel client, int servicePort) {
    new Bootstrap()
        .group(client.eventLoop())
        .channel(IoUringSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BUFFER_BYTES))
        .option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP)
        .handler(new Leg(client))
        .connect(HOST, servicePort)
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (connected.isSuccess()) {
                    client.pipeline().addLast(new Leg(connected.channel()));
                    client.config().setAutoRead(true);
                  } else {
                    client.close();
                  }
                });
  }

  private static final class Leg extends ChannelInboundHandlerAdapter {
    private final Channel other;

    Leg(Channel other) {
      this.other = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      other.write(message, other.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      other.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      other.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
