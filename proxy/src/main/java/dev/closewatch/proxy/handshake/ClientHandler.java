package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.observe.ProxyHeaderResult;
import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.tls.TlsLeg;
import dev.closewatch.proxy.upstream.SeldomLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
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
  private static final SeldomLog BALANCER_FAULTS = new SeldomLog(ClientHandler.class);

  private final Handshakes handshakes;
  private final Channel channel;
  private final Queue<Object> waiting = new ArrayDeque<>(0);
  private Caller caller;
  private @Nullable Exchange exchange;
  private @Nullable UpstreamHandler upstream;
  private @Nullable ScheduledFuture<?> headTimer;
  private boolean withinLimit;
  private boolean asked;
  private boolean closing;
  private boolean betweenRequests;
  private boolean served;
  private final Progress sending = new Progress();
  private final Progress taking = new Progress();
  private long handedBytes;

  ClientHandler(Handshakes handshakes, Channel channel) {
    this.handshakes = handshakes;
    this.channel = channel;
    caller = handshakes.forwarded().caller(ClientFacts.socketAddress(channel));
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
    if (handshakes.admission().proxyProtocol() && caller.trusted()) {
      ProxyHeader.expect(channel.pipeline(), this::proxyHeader);
    }
    long millis = handshakes.settings().handshakeTimeoutMillis();
    headTimer = schedule(this::headLate, millis);
    if (!channel.isActive()) {
      handshakes.leftHttp(this);
    }
  }

  private StrictRequestDecoder decoder() {
    int maxHeadBytes = handshakes.settings().maxHeadBytes();
    return new StrictRequestDecoder(
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

  Caller caller() {
    return caller;
  }

  /** The proxy in front has said whose connection this is, or it is not known whose it is. */
  private void proxyHeader(ProxyHeaderResult result, @Nullable InetAddress address) {
    handshakes.homeObserver().proxyHeader(result);
    if (result.refused()) {
      BALANCER_FAULTS.log(
          "the PROXY protocol header of {0} is {1}: the connection is ended; for a minute others"
              + " like it are only counted",
          caller.address().getHostAddress(), result.label());
      close();
    } else if (address != null) {
      caller = handshakes.forwarded().caller(address);
    } else {
      // Its own address stands for it, but headers are the client's text: it has not read them.
      caller = new Caller(caller.address(), false);
    }
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
    betweenRequests = false;
    asked = true;
    if (request.decoderResult().cause() instanceof PrematureChannelClosureException) {
      return; // it has left within its request: nothing was asked, and nobody waits for an answer
    }
    Exchange begun = new Exchange(this, request);
    exchange = begun;
    sending.rest(0, System.nanoTime()); // what the request before has moved does not count
    String ambiguity = AmbiguousHead.fault(request);
    if (request.decoderResult().isFailure()) {
      if (isTooLong(request.decoderResult().cause())) {
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
    boolean isNew = !served;
    served = true;
    if (!withinLimit) {
      begun.observer().limitHit(Limit.CONNECTIONS);
      HttpResponseStatus status = HttpResponseStatus.SERVICE_UNAVAILABLE;
      begun.answer(HandshakeOutcome.OVER_LIMIT, status, "too many connections");
    } else if ((isNew || begun.isUpgrade()) && handshakes.admission().shedding().refusesNew()) {
      begun.observer().limitHit(Limit.OVERLOAD);
      HttpResponseStatus status = HttpResponseStatus.SERVICE_UNAVAILABLE;
      begun.answer(HandshakeOutcome.OVER_LIMIT, status, "too much to do");
    } else {
      begun.begin();
    }
  }

  static boolean isTooLong(Throwable cause) {
    return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
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
    if (!keepAlive) {
      held.drop();
      closeAfterFlush();
      return;
    }
    headTimer = schedule(this::close, KEEP_ALIVE_MILLIS);
    betweenRequests = true;
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(DECODER) == null) {
      pipeline.addBefore(ENCODER, DECODER, decoder());
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

  /** Ends behind what has been written. */
  void closeAfterFlush() {
    closing = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  void close() {
    closing = true;
    TlsLeg tls = TlsLeg.of(channel);
    if (tls != null && tls.handshaking()) {
      TlsLeg.cut(channel); // there is nothing yet that could be ended in order
    } else {
      channel.close();
    }
  }

  /** Ends it now; what waits to be taken by the client is lost, and the client can see that. */
  private void closeByReset() {
    closing = true;
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.close();
  }

  /** Bytes have been written to the client, which takes them when it likes. */
  void handed(int bytes) {
    handedBytes += bytes;
  }

  /** Looks whether a body, this way or that, has made no progress for too long. */
  void sweep(long nowNanos) {
    long periodNanos = handshakes.settings().bodyTimeoutNanos();
    long waitingBytes = waitingBytes();
    long takenBytes = handedBytes - waitingBytes;
    if (waitingBytes == 0) {
      taking.rest(takenBytes, nowNanos);
    } else if (taking.stalls(takenBytes, nowNanos, periodNanos)) {
      handshakes.homeObserver().limitHit(Limit.BODY_TIME);
      closeByReset();
      return;
    }
    Exchange current = exchange;
    if (closing || current == null || !current.awaitsBody()) {
      sending.rest(0, nowNanos);
    } else if (sending.stalls(current.bodyBytes(), nowNanos, periodNanos)) {
      current.bodyLate();
    }
  }

  private long waitingBytes() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
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
              TlsLeg.cut(channel);
            });
  }

  /** Returns whether it waits for an answer, or, if those count, has just come. */
  boolean waits(boolean fresh) {
    return exchange != null || (fresh && !asked);
  }

  void end() {
    Exchange current = exchange;
    if (current == null) {
      close();
    } else {
      current.goingAway();
    }
  }

  private void headLate() {
    if (ProxyHeader.isExpected(channel.pipeline())) {
      handshakes.homeObserver().limitHit(Limit.HANDSHAKE_TIME);
      close(); // it is not HTTP yet, and may never be
      return;
    }
    TlsLeg tls = TlsLeg.of(channel);
    if (tls != null && tls.handshaking()) {
      handshakes.homeObserver().limitHit(Limit.HANDSHAKE_TIME);
      tls.handshakeLate(); // it has no ears yet for an answer
      return;
    }
    Exchange late = new Exchange(this, null);
    exchange = late;
    late.observer().limitHit(Limit.HANDSHAKE_TIME);
    String text = "no complete request within the time allowed";
    late.answer(HandshakeOutcome.BAD_REQUEST, HttpResponseStatus.REQUEST_TIMEOUT, text);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (betweenRequests && !closing) { // and so what has come is the beginning of a head
      betweenRequests = false;
      cancelHeadTimer();
      headTimer = schedule(this::headLate, handshakes.settings().handshakeTimeoutMillis());
    }
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
      current.leavePlace();
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
