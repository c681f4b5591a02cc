package dev.closewatch.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.RawPeer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever waits in the queue of a listener that is to close is still accepted. */
@Timeout(60)
class LastAcceptsIT {
  /** More than a listener usually accepts in one go. */
  private static final int WAITING = 100;

  private static EventLoopGroup loop(TransportChoice transport) {
    IoHandlerFactory factory =
        switch (transport) {
          case EPOLL -> EpollIoHandler.newFactory();
          case IO_URING -> IoUringIoHandler.newFactory();
          default -> NioIoHandler.newFactory();
        };
    return new MultiThreadIoEventLoopGroup(1, factory);
  }

  private static Class<? extends ServerChannel> type(TransportChoice transport) {
    return switch (transport) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      default -> NioServerSocketChannel.class;
    };
  }

  private static ChannelFuture listen(EventLoopGroup loop, TransportChoice transport) {
    return new ServerBootstrap()
        .group(loop)
        .channel(type(transport))
        .option(ChannelOption.SO_BACKLOG, 4_096)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Greeting());
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static final class Greeting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {7}));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.closewatch.proxy.kit.TestTransports#available")
  void all_that_wait_are_accepted_and_then_nobody_listens(TransportChoice transport)
      throws Exception {
    EventLoopGroup loop = loop(transport);
    List<RawPeer> clients = new ArrayList<>();
    try {
      Channel listener = listen(loop, transport).sync().channel();
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      loop.execute(
          () -> {
            busy.countDown();
            try {
              goOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      busy.await();
      for (int i = 0; i < WAITING; i++) {
        clients.add(RawPeer.connect(port));
      }
      ChannelFuture closed = LastAccepts.close(listener);
      goOn.countDown();
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
      for (RawPeer client : clients) {
        assertThat(client.read(1)).containsExactly(7);
      }
    } finally {
      clients.forEach(RawPeer::close);
      loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.closewatch.proxy.kit.TestTransports#available")
  void with_nobody_waiting_it_closes_soon(TransportChoice transport) throws Exception {
    EventLoopGroup loop = loop(transport);
    try {
      Channel listener = listen(loop, transport).sync().channel();
      assertThat(LastAccepts.close(listener).await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }
}
