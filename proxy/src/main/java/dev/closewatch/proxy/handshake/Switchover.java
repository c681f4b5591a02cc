package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.tls.TlsLeg;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundInvoker;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The turn of both legs from HTTP into a tunnel, and what comes behind either handshake before the
 * tunnel stands: a client may send frames right behind its request, a service right behind its 101,
 * its FIN or a reset included. None of it may be lost.
 */
final class Switchover {
  private final Queue<ByteBuf> fromClient = new ArrayDeque<>(0);
  private final Queue<ByteBuf> fromService = new ArrayDeque<>(0);
  private long clientBytes;
  private @Nullable HttpResponse accepted;
  private boolean serviceInputEnded;
  private @Nullable Throwable serviceLost;

  /** The service has answered with a valid 101; its end is told when the tunnel stands. */
  void accept(HttpResponse response, Channel service) {
    accepted = response;
    // A FIN right behind the 101 must not close the leg before its bytes have been passed on.
    service.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** Returns the valid 101, or null while there is none. */
  @Nullable HttpResponse accepted() {
    return accepted;
  }

  /** Holds bytes of the client, and returns whether there is room for more. */
  boolean fromClient(ByteBuf bytes, int most) {
    fromClient.add(bytes);
    clientBytes += bytes.readableBytes();
    return clientBytes < most;
  }

  /** Holds bytes of the service; the leg is not read any further until the tunnel stands. */
  void fromService(ByteBuf bytes, Channel service) {
    fromService.add(bytes);
    service.config().setAutoRead(false);
  }

  void serviceInputEnded() {
    serviceInputEnded = true;
  }

  void serviceLost(Throwable cause) {
    serviceLost = cause;
  }

  /** Passes the 101 on; one of the two is run when it is in the client's socket, or lost. */
  void write(HttpResponse response, Channel client, Runnable written, Runnable lost) {
    client.write(response, client.voidPromise());
    client
        .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
        .addListener(
            done -> {
              if (done.isSuccess() && client.isActive()) {
                written.run();
              } else {
                lost.run();
              }
            });
  }

  /** Lets it all go through the pipelines, in which the tunnel is waiting, and then the legs. */
  void release(Channel client, Channel service) {
    releaseToClient(client);
    release(fromService, service);
    ChannelInboundInvoker tunnel = TlsLeg.behindTls(service);
    if (serviceLost != null) {
      tunnel.fireExceptionCaught(serviceLost);
    }
    if (serviceInputEnded || serviceLost != null) {
      tunnel.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    if (!service.isActive()) {
      tunnel.fireChannelInactive();
    }
  }

  /** Lets the client's bytes go through its pipeline: whoever stands there takes them. */
  void releaseToClient(Channel client) {
    release(fromClient, client);
  }

  private static void release(Queue<ByteBuf> held, Channel channel) {
    channel.config().setAutoRead(true); // first: what was held may be enough to stop it again
    ChannelInboundInvoker pipeline = TlsLeg.behindTls(channel);
    while (!held.isEmpty()) {
      pipeline.fireChannelRead(held.remove());
    }
    pipeline.fireChannelReadComplete();
  }

  /** Nobody wants any of it any more. */
  void drop() {
    fromClient.forEach(ByteBuf::release);
    fromClient.clear();
    fromService.forEach(ByteBuf::release);
    fromService.clear();
  }
}
