package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.route.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's leg while it speaks HTTP: makes an {@link Exchange} of one request after the other.
 *
 * <p>Requests that come while one is being answered wait. Behind a WebSocket handshake the decoder
 * is taken out at once: what follows may be frames already, and goes to the exchange as bytes.
 */
final class ClientHandler extends ChannelInboundHandlerAdapter {
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";
  private static final long KEEP_ALIVE_MILLIS = 75_000;

  private final Handshakes handshakes;
  private final Channel channel;
  private final Queue<Object> waiting = new ArrayDeque<>(0);
  private @Nullable Exchange exchange;
  private @Nullable UpstreamHandler upstream;
  private @Nullable ScheduledFuture<?> headTimer;
  private boolean withinLimit;
  private boolean closing;

  ClientHandler(Handshakes handshakes, Channel channel) {
    this.handshakes = handshakes;
    this.channel = channel;
  }

  void start(boolean isWithinLimit) {
    withinLimit = isWithinLimit;
    handshakes.entered(this);
    // Not this.handshakes: the listener outlives the handshake, whose request it would hold.
    Handshakes loop = handshakes;
    channel.closeFuture().addListener(closed -> loop.disconnected());
    channel.pipeline().addLast(DECODER, decoder());
    channel.pipeline().addLast(ENCODER, new HttpResponseEncoder());
    channel.pipeline().addLast(this);
    long millis = handshakes.settings().handshakeTimeoutMillis();
    headTimer = schedule(this::headLate, millis);
    if (!channel.isActive()) {
      handshakes.leftHttp(this);
    }
  }

  private HttpRequestDecoder decoder() {
    int maxHeadBytes = handshakes.settings().maxHeadBytes();
    return new HttpRequestDecoder(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeadBytes)
            .setMaxHeaderSize(maxHeadBytes));
  }

  Channel channel() {
    return channel;
  }

  Handshakes handshakes() {
    return handshakes;
  }

  /** Returns the leg to the service that the last exchange has left open for the next, or null. */
  @Nullable UpstreamHandler upstream() {
    return upstream;
  }

  /** Returns that leg if the next request can take it too; one of another route is closed. */
  @Nullable UpstreamHandler upstreamOf(Route route) {
    UpstreamHandler leg = upstream;
    if (leg == null || (leg.route().equals(route) && leg.channel().isActive())) {
      return leg;
    }
    upstream = null; // or its end would be that of the client
    leg.channel().close();
    return null;
  }

  void setUpstream(@Nullable UpstreamHandler leg) {
    upstream = leg;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Exchange current = exchange;
    if (closing) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof ByteBuf bytes) {
      if (current == null) {
        bytes.release();
      } else {
        current.earlyFromClient(bytes);
      }
    } else if (current != null && current.requestComplete()) {
      waiting.add(message);
      channel.config().setAutoRead(false);
    } else {
      take(message);
    }
  }

  private void take(Object message) {
    if (message instanceof HttpRequest request) {
      begin(request);
    } else if (message instanceof HttpContent content) {
      Exchange current = exchange;
      if (current == null) {
        content.release(); // of a request that has been answered by us already
      } else {
        current.requestContent(content);
      }
    }
  }

  private void begin(HttpRequest request) {
    cancelHeadTimer();
    if (request.decoderResult().cause() instanceof PrematureChannelClosureException) {
      return; // it has left within its request: nothing was asked, and nobody waits for an answer
    }
    Exchange begun = new Exchange(this, request);
    exchange = begun;
    String ambiguity = AmbiguousHead.fault(request);
    if (request.decoderResult().isFailure()) {
      Throwable cause = request.decoderResult().cause();
      if (cause instanceof TooLongHttpHeaderException
          || cause instanceof TooLongHttpLineException) {
        begun.observer().limitHit(Limit.HEAD_SIZE);
        HttpResponseStatus status = HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
        begun.answer(HandshakeOutcome.BAD_REQUEST, status, "the request's head is too large");
      } else {
        refuseAsBad(begun, "the request is not HTTP/1.1 that can be read");
      }
    } else if (ambiguity != null) {
      refuseAsBad(begun, ambiguity);
    } else if (request.method().equals(HttpMethod.CONNECT)) {
      refuseAsBad(begun, "CONNECT is not possible here");
    } else {
      beginOnRoute(begun, request);
    }
  }

  private void beginOnRoute(Exchange begun, HttpRequest request) {
    String host = request.headers().get(HttpHeaderNames.HOST);
    LoopRoutes routes = handshakes.routes();
    String fault = routes.fault(request.uri(), host);
    if (fault != null) {
      refuseAsBad(begun, fault);
      return;
    }
    LoopRoute route = routes.find(request.uri(), host);
    if (route == null) {
      HttpResponseStatus status = HttpResponseStatus.NOT_FOUND;
      begun.answer(HandshakeOutcome.BAD_REQUEST, status, "nothing here takes this host and path");
      return;
    }
    begun.setRoute(route);
    if (!withinLimit) {
      begun.observer().limitHit(Limit.CONNECTIONS);
      HttpResponseStatus status = HttpResponseStatus.SERVICE_UNAVAILABLE;
      begun.answer(HandshakeOutcome.OVER_LIMIT, status, "too many connections");
    } else {
      begun.begin();
    }
  }

  private static void refuseAsBad(Exchange begun, String what) {
    begun.answer(HandshakeOutcome.BAD_REQUEST, HttpResponseStatus.BAD_REQUEST, what);
  }

  /** Behind a WebSocket handshake bytes are no longer HTTP: the decoder gives up what it holds. */
  void stopDecoding() {
    channel.pipeline().remove(DECODER);
  }

  /** Nothing but what the caller adds, and TLS, is left in the pipeline. */
  void leaveHttp() {
    upstream = null;
    handshakes.leftHttp(this);
    channel.pipeline().remove(ENCODER);
    channel.pipeline().remove(this);
  }

  /**
   * The answer to the current request is complete; early bytes behind a refused upgrade are HTTP.
   */
  void answered(boolean keepAlive, Switchover held) {
    exchange = null;
    if (!keepAlive || handshakes.draining()) {
      held.drop();
      closeAfterFlush();
      return;
    }
    headTimer = schedule(this::close, KEEP_ALIVE_MILLIS);
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(DECODER) == null) {
      pipeline.addFirst(DECODER, decoder());
      held.releaseToClient(channel);
    }
    takeWaiting();
  }

  private void takeWaiting() {
    while (!waiting.isEmpty() && !awaitsAnswer()) {
      take(waiting.remove());
    }
    clientReadComplete(); // no end of a read follows a body that has waited
    if (waiting.isEmpty()) {
      channel.config().setAutoRead(true);
    }
  }

  private boolean awaitsAnswer() {
    Exchange current = exchange;
    return current != null && current.requestComplete();
  }

  /** Answers in our own name, and closes behind it. */
  void answerOurselves(HttpResponseStatus status, String text) {
    if (closing || !channel.isActive()) {
      close();
      return;
    }
    channel.write(OwnAnswer.of(status, text, channel.alloc()), channel.voidPromise());
    closeAfterFlush();
  }

  private void closeAfterFlush() {
    closing = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  void close() {
    closing = true;
    channel.close();
  }

  /** Ends by a reset, behind what has been written. */
  void reset() {
    closing = true;
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (written.isSuccess()) { // else it has ended already
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
              }
              channel.close();
            });
  }

  void drain() {
    if (exchange == null) {
      close();
    }
  }

  private void headLate() {
    Exchange late = new Exchange(this, null);
    exchange = late;
    late.observer().limitHit(Limit.HANDSHAKE_TIME);
    String text = "no complete request within the time allowed";
    late.answer(HandshakeOutcome.BAD_REQUEST, HttpResponseStatus.REQUEST_TIMEOUT, text);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    clientReadComplete();
  }

  private void clientReadComplete() {
    Exchange current = exchange;
    if (current != null) {
      current.clientReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    UpstreamHandler leg = upstream;
    if (leg != null) {
      leg.channel().config().setAutoRead(channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closing = true;
    cancelHeadTimer();
    handshakes.leftHttp(this);
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    Exchange current = exchange;
    if (current != null) {
      current.clientGone();
    }
    UpstreamHandler leg = upstream;
    if (leg != null) {
      leg.channel().close();
    }
  }

  /**
   * A reset, or a failed write: either way the client is gone, and channelInactive says the rest.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close();
  }

  private void cancelHeadTimer() {
    ScheduledFuture<?> timer = headTimer;
    if (timer != null) {
      timer.cancel(false);
      headTimer = null;
    }
  }

  ScheduledFuture<?> schedule(Runnable action, long afterMillis) {
    return channel.eventLoop().schedule(action, afterMillis, TimeUnit.MILLISECONDS);
  }
}
