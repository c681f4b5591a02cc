package dev.closewatch.proxy.upstream;

import dev.closewatch.proxy.config.UpstreamUrl;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connects one event loop to the instances of a route; used on that loop only. */
public final class Connector {
  private final Function<UpstreamUrl, ChannelFuture> dialer;
  private final Upstreams upstreams;

  /**
   * Chooses among these.
   *
   * @param dialer connects on the loop, with nothing in the new channel's pipeline
   */
  public Connector(Function<UpstreamUrl, ChannelFuture> dialer, Upstreams upstreams) {
    this.dialer = dialer;
    this.upstreams = upstreams;
  }

  /** A connection to an instance; it counts as one of its connections until the channel closes. */
  public record Leg(Upstream upstream, Channel channel) {}

  /**
   * Connects to the best instance, or else to the next best.
   *
   * @param done is given the leg, before anything is read from it, or null if none can be reached
   */
  public void connect(Consumer<@Nullable Leg> done) {
    connect(Upstreams.noneTried(), done);
  }

  private void connect(Set<Upstream> tried, Consumer<@Nullable Leg> done) {
    Upstream upstream = upstreams.next(tried, System.nanoTime());
    if (upstream == null) {
      done.accept(null);
      return;
    }
    upstream.taken();
    dialer
        .apply(upstream.url())
        .addListener(
            (ChannelFuture connecting) -> {
              if (connecting.isSuccess()) {
                upstream.connected();
                connecting.channel().closeFuture().addListener(closed -> upstream.released());
                done.accept(new Leg(upstream, connecting.channel()));
              } else {
                upstream.released();
                upstream.failed(System.nanoTime());
                tried.add(upstream);
                connect(tried, done);
              }
            });
  }
}
