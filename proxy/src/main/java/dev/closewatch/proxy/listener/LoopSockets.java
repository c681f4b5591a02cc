package dev.closewatch.proxy.listener;

import dev.closewatch.proxy.config.IpAddress;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.tls.UpstreamTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Context;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.net.TcpOption;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Listens and connects on one Vert.x event loop, with bare Netty channels: the relay's one place
 * that knows Vert.x's internals, beside the transport.
 *
 * <p>Vert.x makes and runs the loops, chooses the transport and resolves names. Its own sockets are
 * not used: they have no half-close, copy buffers, cost 24 KiB each, and are accepted by one thread
 * for all loops, which then wakes another for each of them. Here each loop listens for itself, all
 * on one port ({@code SO_REUSEPORT}): the kernel spreads connections over them, and both legs stay
 * where they were accepted.
 */
final class LoopSockets {
  private static final int ACCEPT_BACKLOG = 4_096; // the kernel cuts it to its own limit

  private final EventLoop loop;
  private final Transport transport;
  private final TcpConfig tcp;
  private final int connectTimeoutMillis;
  private final UpstreamTls upstreamTls;
  private final Bootstrap toAddresses;
  private final Bootstrap toFiles;
  private final NameDialer names;
  private final Map<UpstreamUrl, SocketAddress> addresses = new HashMap<>();

  private LoopSockets(
      VertxInternal vertx, EventLoop loop, SocketSettings settings, UpstreamTls upstreamTls) {
    this.loop = loop;
    this.upstreamTls = upstreamTls;
    connectTimeoutMillis = settings.connectTimeoutMillis();
    transport = vertx.transport();
    tcp =
        new TcpConfig()
            .setSoKeepAlive(true) // and without Nagle's delay, which Netty's sockets never have
            .setOption(TcpOption.KEEPIDLE, settings.keepAliveIdleSeconds());
    toAddresses =
        new Bootstrap()
            .group(loop)
            .channelFactory(transport.channelFactory(false))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis)
            .handler(new Bare(channel -> channel.pipeline().addLast(Unattended.INSTANCE)));
    transport.configure(tcp, false, toAddresses);
    toAddresses.disableResolver();
    toFiles =
        new Bootstrap()
            .group(loop)
            .channelFactory(transport.channelFactory(true))
            .handler(new Bare(channel -> channel.pipeline().addLast(Unattended.INSTANCE)))
            .disableResolver();
    names =
        new NameDialer(
            loop,
            vertx.nameResolver().nettyAddressResolverGroup().getResolver(loop),
            connectTimeoutMillis);
  }

  /**
   * Uses the loop of this context.
   *
   * @param upstreamTls for upstreams that are spoken to under TLS
   * @throws IllegalStateException if this Vert.x is not built as expected: in one line
   */
  static LoopSockets on(Context context, SocketSettings settings, UpstreamTls upstreamTls) {
    try {
      VertxInternal vertx = (VertxInternal) context.owner();
      EventLoop loop = ((ContextInternal) context).nettyEventLoop();
      return new LoopSockets(vertx, loop, settings, upstreamTls);
    } catch (ClassCastException | LinkageError e) {
      throw new IllegalStateException("closewatch was built for another Vert.x: " + e, e);
    }
  }

  /**
   * Listens, beside the other loops that do.
   *
   * @param accepted is given each client's channel, before it is read; nothing in its pipeline
   *     looks at what comes in
   */
  ChannelFuture listen(InetSocketAddress address, Consumer<Channel> accepted) {
    ServerBootstrap listener =
        new ServerBootstrap()
            .group(loop)
            .channelFactory(transport.serverChannelFactory(false))
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(new Bare(accepted));
    transport.configure(new TcpConfig(tcp).setSoReusePort(true), false, listener);
    if (transport instanceof NioTransport) { // which does not know it, but the JDK does
      listener.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    return listener
        .bind(address)
        .addListener(
            (ChannelFuture bound) -> bound.channel().pipeline().addLast(AcceptPauses.INSTANCE));
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * Connects to an instance of the service, and speaks TLS with it if its URL says so; nothing in
   * the pipeline looks at what comes in behind that.
   */
  Future<Channel> dial(UpstreamUrl url) {
    SocketAddress address = addresses.computeIfAbsent(url, this::address);
    if (!(address instanceof InetSocketAddress inet)) {
      return connected(attended(toFiles.connect(address)));
    }
    return inet.isUnresolved()
        ? names.dial(inet, resolved -> connect(resolved, url))
        : connect(inet, url);
  }

  private Future<Channel> connect(InetSocketAddress address, UpstreamUrl url) {
    ChannelFuture connecting = attended(toAddresses.connect(address));
    boolean failed = connecting.isDone() && !connecting.isSuccess();
    return connected(
        url.tls() && !failed
            ? upstreamTls.secured(connecting, url, loop, connectTimeoutMillis)
            : connecting);
  }

  /** From the connect on others look after the channel, before anything comes in. */
  private static ChannelFuture attended(ChannelFuture connecting) {
    return connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            connecting.channel().pipeline().remove(Unattended.INSTANCE);
          }
        });
  }

  private Future<Channel> connected(ChannelFuture connecting) {
    if (connecting.isDone() && !connecting.isSuccess()) {
      // Without a descriptor there is no channel, and Netty would tell so on a thread of its own.
      return loop.newFailedFuture(connecting.cause());
    }
    Promise<Channel> done = loop.newPromise();
    connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            done.setSuccess(connecting.channel());
          } else {
            done.setFailure(connected.cause());
          }
        });
    return done;
  }

  private SocketAddress address(UpstreamUrl url) {
    if (url.isFile()) {
      return transport.convert(io.vertx.core.net.SocketAddress.domainSocketAddress(url.host()));
    }
    InetAddress literal = IpAddress.parse(url.host());
    return literal == null
        ? InetSocketAddress.createUnresolved(url.host(), url.port())
        : new InetSocketAddress(literal, url.port());
  }

  /** Leaves nothing in the pipeline but what is sent has to pass. */
  private static final class Bare extends ChannelInitializer<Channel> {
    private final Consumer<Channel> ready;

    Bare(Consumer<Channel> ready) {
      this.ready = ready;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addFirst(OwnRoom.INSTANCE);
      ready.accept(channel);
    }
  }
}
