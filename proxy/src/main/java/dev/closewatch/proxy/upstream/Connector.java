package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Connects one event loop to the instances of a route; used on that loop only. */
public final class Connector {
  private final NetClient client;
  private final Upstreams upstreams;
  private final Function<NetSocket, Channel> takeover;

  /**
   * Connects through a client that was created on the loop.
   *
   * @param takeover turns a fresh socket into its bare channel
   */
  public Connector(NetClient client, Upstreams upstreams, Function<NetSocket, Channel> takeover) {
    this.client = client;
    this.upstreams = upstreams;
    this.takeover = takeover;
  }

  /** A connection to an instance; it counts as one of its connections until the channel closes. */
  public record Leg(Upstream upstream, Channel channel) {}

  /** Connects to the best instance, or else to the next best; fails with the last one's cause. */
  public Future<Leg> connect() {
    return connect(Upstreams.noneTried(), Future.failedFuture("no upstream is configured"));
  }

  private Future<Leg> connect(Set<Upstream> tried, Future<Leg> lastFailure) {
    Optional<Upstream> next = upstreams.next(tried, System.nanoTime());
    if (next.isEmpty()) {
      return lastFailure;
    }
    Upstream upstream = next.get();
    tried.add(upstream);
    upstream.taken();
    UpstreamUrl url = upstream.url();
    return client
        .connect(SocketAddress.inetSocketAddress(url.port(), url.host()))
        .transform(
            socket -> {
              if (socket.failed()) {
                upstream.released();
                upstream.failed(System.nanoTime());
                return connect(tried, Future.failedFuture(socket.cause()));
              }
              upstream.connected();
              Channel channel = takeover.apply(socket.result());
              channel.closeFuture().addListener(closed -> upstream.released());
              return Future.succeededFuture(new Leg(upstream, channel));
            });
  }
}
