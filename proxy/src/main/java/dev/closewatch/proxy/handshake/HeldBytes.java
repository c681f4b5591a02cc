package dev.closewatch.proxy.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What comes behind either handshake before the tunnel stands: a client may send frames right
 * behind its request, a service right behind its 101, its FIN included. None of it may be lost.
 */
final class HeldBytes {
  private final Queue<ByteBuf> fromClient = new ArrayDeque<>(0);
  private final Queue<ByteBuf> fromService = new ArrayDeque<>(0);
  private long clientBytes;
  private boolean serviceInputEnded;

  /** Holds bytes of the client, and returns whether there is room for more. */
  boolean fromClient(ByteBuf bytes, int most) {
    fromClient.add(bytes);
    clientBytes += bytes.readableBytes();
    return clientBytes < most;
  }

  void fromService(ByteBuf bytes) {
    fromService.add(bytes);
  }

  void serviceInputEnded() {
    serviceInputEnded = true;
  }

  /** Lets it all go through the pipelines, in which the tunnel is waiting, and then the legs. */
  void release(Channel client, Channel service) {
    releaseToClient(client);
    release(fromService, service);
    if (serviceInputEnded) {
      service.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    if (!service.isActive()) {
      service.pipeline().fireChannelInactive();
    }
  }

  /** Lets the client's bytes go through its pipeline: whoever stands there takes them. */
  void releaseToClient(Channel client) {
    release(fromClient, client);
  }

  private static void release(Queue<ByteBuf> held, Channel channel) {
    while (!held.isEmpty()) {
      channel.pipeline().fireChannelRead(held.remove());
    }
    channel.pipeline().fireChannelReadComplete();
    channel.config().setAutoRead(true);
  }

  /** Nobody wants it any more. */
  void drop() {
    fromClient.forEach(ByteBuf::release);
    fromClient.clear();
    fromService.forEach(ByteBuf::release);
    fromService.clear();
  }
}
