package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class SwitchoverTest {
  private final Switchover switchover = new Switchover();

  /** Stands where the tunnel does, in front of a leg that takes nothing. */
  private static final class Full extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      context.channel().config().setAutoRead(false);
      super.channelRead(context, message);
    }
  }

  @Test
  void a_pause_that_what_was_held_has_caused_stays() {
    EmbeddedChannel client = new EmbeddedChannel(new Full());
    EmbeddedChannel service = new EmbeddedChannel(new Full());
    switchover.fromClient(Unpooled.wrappedBuffer(new byte[] {1}), 100);
    switchover.fromService(Unpooled.wrappedBuffer(new byte[] {2}), service);

    switchover.release(client, service);

    assertThat(client.<Object>readInbound()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {1}));
    assertThat(service.<Object>readInbound()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {2}));
    assertThat(client.config().isAutoRead()).isFalse();
    assertThat(service.config().isAutoRead()).isFalse();
  }

  @Test
  void legs_that_were_stopped_are_read_again() {
    EmbeddedChannel client = new EmbeddedChannel();
    EmbeddedChannel service = new EmbeddedChannel();
    client.config().setAutoRead(false);
    switchover.fromService(Unpooled.wrappedBuffer(new byte[] {2}), service);

    switchover.release(client, service);

    assertThat(service.<Object>readInbound()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {2}));
    assertThat(client.config().isAutoRead()).isTrue();
    assertThat(service.config().isAutoRead()).isTrue();
  }
}
