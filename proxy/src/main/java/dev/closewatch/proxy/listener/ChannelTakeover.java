package dev.closewatch.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;

/**
 * Takes the Netty channel out of a Vert.x socket: the one place that knows Vert.x's internals.
 *
 * <p>Vert.x accepts, connects, resolves names and speaks TLS for us; but its sockets have no
 * half-close, copy buffers and cost 24 KiB each, so behind that point its handlers are taken out
 * and the bare channel goes on. What is relied on: a {@link NetSocket} is a {@link
 * NetSocketInternal}; its handlers stand in the pipeline of the channel; the handler called "ssl"
 * is TLS. {@link #check} tries that at start-up, so that a Vert.x upgrade that breaks it is told at
 * once and in one line.
 */
public final class ChannelTakeover {
  private static final String TLS_HANDLER = "ssl";
  private static final String IO_URING = "io.netty.channel.uring";

  private ChannelTakeover() {}

  /** Connects to an address and takes the channel; fails with what has changed in Vert.x. */
  public static Future<Void> check(Vertx vertx, SocketAddress address) {
    NetClient client = vertx.createNetClient();
    return client
        .connect(address)
        .map(
            socket -> {
              Channel channel = strip(socket);
              List<String> left = channel.pipeline().names();
              channel.close();
              if (left.size() > 1) { // Netty's own tail is always there
                throw new IllegalStateException("this Vert.x leaves handlers behind: " + left);
              }
              return null;
            })
        .eventually(client::close)
        .mapEmpty();
  }

  /**
   * Returns the channel, with nothing but TLS left in its pipeline, and what io_uring needs.
   *
   * @throws IllegalStateException if this Vert.x is not built as expected
   */
  public static Channel take(NetSocket socket) {
    Channel channel = strip(socket);
    if (channel.getClass().getPackageName().equals(IO_URING)) {
      channel.pipeline().addFirst(ReadingStop.INSTANCE);
    }
    return channel;
  }

  private static Channel strip(NetSocket socket) {
    if (!(socket instanceof NetSocketInternal internal)) {
      throw new IllegalStateException(
          "this Vert.x has other sockets than closewatch was built for: " + socket.getClass());
    }
    Channel channel = internal.channelHandlerContext().channel();
    ChannelPipeline pipeline = channel.pipeline();
    for (Map.Entry<String, ChannelHandler> entry : pipeline.toMap().entrySet()) {
      if (!entry.getKey().equals(TLS_HANDLER)) {
        pipeline.remove(entry.getValue());
      }
    }
    return channel;
  }
}
