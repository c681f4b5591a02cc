package dev.closewatch.proxy.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.vertx.core.impl.transports.IoUringTransport;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * io_uring whose connections read into buffers that a loop owns. A read that waits in the kernel
 * then holds no memory, and one request to the kernel serves all reads to come: without it each
 * message costs a poll, the read behind it, and a round through the kernel between the two.
 */
final class SharedReadBuffers extends IoUringTransport implements Transport {
  private static final short GROUP = 0;
  private static final short MOST_BUFFERS = 64;
  private static final int BUFFERS_AT_FIRST = 4;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** A connection has no buffers whose size it would have to find; it saves 180 B on each leg. */
  private static final RecvByteBufAllocator NOTHING_TO_LEARN =
      new FixedRecvByteBufAllocator(BUFFER_BYTES);

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return IoUringIoHandler.newFactory(
        new IoUringIoHandlerConfig()
            .setBufferRingConfig(
                IoUringBufferRingConfig.builder()
                    .bufferGroupId(GROUP)
                    .bufferRingSize(MOST_BUFFERS)
                    .batchSize(BUFFERS_AT_FIRST)
                    .allocator(new IoUringFixedBufferRingAllocator(BUFFER_BYTES))
                    .build()));
  }

  @Override
  public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(config, domainSocket, bootstrap);
    bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
    bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, NOTHING_TO_LEARN);
  }

  @Override
  public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
    super.configure(config, domainSocket, bootstrap);
    bootstrap.option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
    bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, NOTHING_TO_LEARN);
  }

  @Override
  public String name() {
    return Transport.IO_URING.name();
  }

  @Override
  public boolean available() {
    return isAvailable();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return super.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return this;
  }
}
